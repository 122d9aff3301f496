import type { Signature } from './log-signature.ts'
import { apacheSignatures } from './log-signatures/apache.ts'
import { applicationSignatures } from './log-signatures/applications.ts'
import { haproxySignatures } from './log-signatures/haproxy.ts'
import { nginxSignatures } from './log-signatures/nginx.ts'
import { pythonSignatures } from './log-signatures/python.ts'
import { rubyPhpSignatures } from './log-signatures/ruby-php.ts'
import { runtimesSignatures } from './log-signatures/runtimes.ts'
import { systemdKernelSignatures } from './log-signatures/systemd-kernel.ts'
import { varnishSignatures } from './log-signatures/varnish.ts'
import { webServersSignatures } from './log-signatures/web-servers.ts'

/** A log line and what it means. */
export interface MatchedLine {
  readonly line: string
  readonly signature: Signature
}

/** Longer lines are read this far: real messages come early, and a hostile line costs no more than this. */
const scannedChars = 4096

/** Every signature; one line of data each. */
export const logSignatures: readonly Signature[] = [
  ...nginxSignatures,
  ...haproxySignatures,
  ...varnishSignatures,
  ...apacheSignatures,
  ...webServersSignatures,
  ...pythonSignatures,
  ...rubyPhpSignatures,
  ...runtimesSignatures,
  ...systemdKernelSignatures,
  ...applicationSignatures,
]

/** Looks for every literal at once: most lines have none. */
const anyLiteral = new RegExp(
  [...new Set(logSignatures.flatMap(({ literals }) => literals))]
    .map((literal) => literal.replace(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`))
    .join('|'),
)

/**
 * What log lines mean, in their order; a line may have several meanings or none. `program` keeps the signatures of one
 * program. Each line is read up to 4,096 characters.
 */
export function matchLogLines(
  lines: readonly string[],
  options: { readonly program?: string } = {},
): readonly MatchedLine[] {
  const wanted = logSignatures.filter(({ program }) => options.program === undefined || program === options.program)
  return lines.flatMap((line) => {
    const text = line.slice(0, scannedChars)
    if (!anyLiteral.test(text)) return []
    return wanted.filter((signature) => fits(signature, text)).map((signature) => ({ line, signature }))
  })
}

function fits({ literals, pattern, unless }: Signature, text: string): boolean {
  return literals.some((literal) => text.includes(literal)) && pattern.test(text) && !unless?.test(text)
}
