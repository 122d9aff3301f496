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
 * program. What a visitor wrote into a line means nothing (`readLogLine`).
 */
export function matchLogLines(
  lines: readonly string[],
  options: { readonly program?: string } = {},
): readonly MatchedLine[] {
  const wanted = logSignatures.filter(({ program }) => options.program === undefined || program === options.program)
  return lines.flatMap((line) => {
    const read = readLogLine(line)
    return wanted.filter((signature) => fits(signature, read)).map((signature) => ({ line, signature }))
  })
}

function fits({ form, literals, pattern, not }: Signature, read: LogLine): boolean {
  if ((form ?? 'message') !== read.form || !literals.some((literal) => read.text.includes(literal))) return false
  return pattern.test(read.text) && not?.test(read.text) !== true
}
