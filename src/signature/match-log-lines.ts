import type { Signature } from './log-signature.ts'
import { apacheSignatures } from './log-signatures/apache.ts'
import { databasesSignatures } from './log-signatures/databases.ts'
import { haproxySignatures } from './log-signatures/haproxy.ts'
import { nginxSignatures } from './log-signatures/nginx.ts'
import { poolsSignatures } from './log-signatures/pools.ts'
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
  ...databasesSignatures,
  ...poolsSignatures,
]

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
    return wanted.filter((signature) => fits(signature, text)).map((signature) => ({ line, signature }))
  })
}

function fits({ literals, pattern }: Signature, text: string): boolean {
  return literals.some((literal) => text.includes(literal)) && pattern.test(text)
}
