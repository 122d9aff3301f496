import type { Signature } from './log-signature.ts'
import { apacheSignatures } from './log-signatures/apache.ts'
import { applicationSignatures } from './log-signatures/applications.ts'
import { containersSignatures } from './log-signatures/containers.ts'
import { envoySignatures } from './log-signatures/envoy.ts'
import { goProxiesSignatures } from './log-signatures/go-proxies.ts'
import { haproxySignatures } from './log-signatures/haproxy.ts'
import { nginxSignatures } from './log-signatures/nginx.ts'
import { pythonSignatures } from './log-signatures/python.ts'
import { rubyPhpSignatures } from './log-signatures/ruby-php.ts'
import { runtimesSignatures } from './log-signatures/runtimes.ts'
import { startsSignatures } from './log-signatures/starts.ts'
import { systemdKernelSignatures } from './log-signatures/systemd-kernel.ts'
import { varnishSignatures } from './log-signatures/varnish.ts'
import { webServersSignatures } from './log-signatures/web-servers.ts'
import { workersSignatures } from './log-signatures/workers.ts'
import { type LogLine, readLogLine } from './read-log-line.ts'

/** A log line and what it means. */
export interface MatchedLine {
  readonly line: string
  readonly signature: Signature
}

/** Every signature; one line of data each. */
export const logSignatures: readonly Signature[] = [
  ...nginxSignatures,
  ...haproxySignatures,
  ...varnishSignatures,
  ...apacheSignatures,
  ...envoySignatures,
  ...goProxiesSignatures,
  ...webServersSignatures,
  ...pythonSignatures,
  ...rubyPhpSignatures,
  ...runtimesSignatures,
  ...workersSignatures,
  ...startsSignatures,
  ...systemdKernelSignatures,
  ...containersSignatures,
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
 * program. What a visitor wrote into a line means nothing (`readLogLine`).
 */
export function matchLogLines(
  lines: readonly string[],
  options: { readonly program?: string } = {},
): readonly MatchedLine[] {
  const wanted = logSignatures.filter(({ program }) => options.program === undefined || program === options.program)
  return lines.flatMap((line) => {
    const read = readLogLine(line)
    if (!anyLiteral.test(read.text)) return []
    return wanted.filter((signature) => fits(signature, read)).map((signature) => ({ line, signature }))
  })
}

function fits({ form, literals, pattern, unless }: Signature, read: LogLine): boolean {
  if (!readsForm(form, read.form) || !literals.some((literal) => read.text.includes(literal))) return false
  return pattern.test(read.text) && unless?.test(read.text) !== true
}

const readsForm = (wanted: Signature['form'], form: LogLine['form']): boolean =>
  form === (wanted ?? 'message') || (form === 'message' && wanted === 'debug')
