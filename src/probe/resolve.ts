import { quote } from '../lib/quote.ts'
import type { About, Collection } from './collection.ts'
import type { Output } from './execute.ts'
import { fieldOf, parseFigure } from './figures.ts'
import type { SectionProbe } from './probe.ts'
import { explainOutput, isUnseen, sectionLines } from './section-lines.ts'
import { uptime } from './shown-line.ts'
import { type Parsed, seen } from './unseen.ts'

/** A name as the host resolves it (`getent ahosts`). */
export interface ResolveValue {
  readonly name: string
  /** Empty when the name does not resolve. */
  readonly addresses: readonly string[]
  /** In steps of 10 ms, the resolution of /proc/uptime. */
  readonly durationMs: number
}

/**
 * `ahosts` asks getaddrinfo(3), as programs do; nsswitch.conf and /etc/hosts count. Old musl knows only `hosts`; getent(1) exits
 * with 2 when the name was not found. A name that starts with `-` would be an option to musl's getent, and is no host name.
 */
const buildScript = ({ subject = '' }: About): string => `
name=${quote(subject)}
case $name in -*|'') echo 'unseen not-found not a host name';; *)
  if command -v getent >/dev/null 2>&1; then
    read -r up _ </proc/uptime; echo "uptime.1 $up"
    answer=$(getent ahosts "$name"); status=$?
    if [ $status -eq 1 ]; then answer=$(getent hosts "$name"); status=$?; fi
    read -r up _ </proc/uptime; echo "uptime.2 $up"
    echo "status $status"
    IFS='
'; set -f; n=0
    for l in $answer; do [ $n -lt 60 ] && printf '%.300s\\n' "$l"; n=$((n + 1)); done
  else echo 'unseen unsupported no getent on this host'; fi;;
esac`

const resolveCollection: Collection = {
  kind: 'collection',
  id: 'resolve',
  label: 'name lookup',
  subjectOf: ({ subject }) => subject,
  script: buildScript,
  timeoutMs: 6000,
  mayHang: true,
  isQuiet: true,
  price: { forks: 1, cpu: 'low' },
}

export const resolveProbe: SectionProbe<'resolve', ResolveValue> = {
  id: 'resolve',
  label: 'name lookup',
  reads: resolveCollection,
  source: ({ subject = '' }) => `getent ahosts ${quote(subject)}`,
  parse: parseResolve,
  shown: [uptime, [/^status \d+$/]],
}

export function parseResolve(output: Output, { subject }: { readonly subject: string }): Parsed<ResolveValue> {
  const lines = sectionLines(output)
  if (isUnseen(lines)) return lines
  const started = parseFigure(fieldOf(lines, 'uptime.1'))
  const ended = parseFigure(fieldOf(lines, 'uptime.2'))
  const status = fieldOf(lines, 'status')
  const found = lines.flatMap((line) => /^([0-9A-Fa-f:.]+(?:%\S+)?)(?: |$)/.exec(line)?.[1] ?? [])
  const addresses = [...new Set(found.filter((word) => /[.:]/.test(word)))]
  if (started === undefined || ended === undefined) return explainOutput(output, 'getent printed no answer')
  if (status !== '2' && !(status === '0' && addresses.length > 0))
    return explainOutput(output, `getent ended with status ${status ?? '?'}`)
  return seen({
    name: subject,
    addresses: status === '0' ? addresses : [],
    durationMs: Math.max(0, Math.round((ended - started) * 1000)),
  })
}
