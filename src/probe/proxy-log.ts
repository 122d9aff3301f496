import { type HostClock, logTime } from '../lib/log-time.ts'
import { redact } from '../lib/redact.ts'
import { joinGroup } from './access-fixes.ts'
import type { Output } from './execute.ts'
import { fieldOf, isoOfSeconds } from './figures.ts'
import { journalGap } from './journal.ts'
import { logsCollection } from './logs-collection.ts'
import type { SectionProbe } from './probe.ts'
import { explainOutput, isUnseen, sectionLines } from './section-lines.ts'
import { clock, login } from './shown-line.ts'
import { type Parsed, seen, unseen } from './unseen.ts'

/** The last lines of a proxy's own log: nginx error.log, HAProxy's log. Lines of the last hour only, at most 60, secrets masked. */
export interface ProxyLogValue {
  readonly program: 'nginx' | 'haproxy' | 'apache' | 'unknown'
  readonly path: string
  readonly lines: readonly string[]
  /** When the last line was written, however old, ISO 8601; absent when the log is empty. */
  readonly lastAt?: string
}

/** Older lines belong to another incident. */
const recentSeconds = 3600

export const proxyLogProbe: SectionProbe<'proxy-log', ProxyLogValue> = {
  id: 'proxy-log',
  label: 'proxy log',
  reads: logsCollection,
  source: () => 'tail -n 60 /var/log/nginx/error.log (or the log of HAProxy or Apache)',
  parse: parseProxyLog,
  shown: [login, clock, [/^path (.+)$/, '==> $1 <=='], [/^> /, '']],
  isLog: true,
}

export function parseProxyLog(output: Output): Parsed<ProxyLogValue> {
  const lines = sectionLines(output)
  if (isUnseen(lines)) return lines
  const user = fieldOf(lines, 'user')
  const path = fieldOf(lines, 'path')
  const clock = clockOf(lines)
  if (!clock) return explainOutput(output, 'the section did not tell the host’s time')
  const denied = lines.find((line) => line.startsWith('denied /'))?.slice('denied '.length)
  if (denied && (!path || path === denied)) {
    return unseen('denied', `${user ?? 'the account'} may not read ${denied}`, joinGroup(user, 'adm'))
  }
  const gap = path?.startsWith('journalctl') ? journalGap(output.stderr, user) : undefined
  if (gap) return gap
  if (!path) return unseen('not-found', 'no log of nginx, HAProxy or Apache in /var/log')
  const log = recentLines(lines, clock)
  return seen({
    program: programOf(path),
    path,
    lines: log.recent,
    ...(log.lastAt === undefined ? {} : { lastAt: log.lastAt }),
  })
}

function clockOf(lines: readonly string[]): HostClock | undefined {
  const match = /^(\d{9,11}) ([+-]\d{4})$/.exec(fieldOf(lines, 'clock') ?? '')
  return match ? { seconds: Number(match[1]), zone: match[2] ?? '' } : undefined
}

function programOf(path: string): ProxyLogValue['program'] {
  if (path.includes('nginx')) return 'nginx'
  if (path.includes('haproxy')) return 'haproxy'
  return /apache2|httpd/.test(path) ? 'apache' : 'unknown'
}

/** A line without a time of its own was written with the one before it. */
function recentLines(
  lines: readonly string[],
  clock: HostClock,
): { recent: readonly string[]; lastAt: string | undefined } {
  const recent: string[] = []
  let writtenAt: number | undefined
  // As a whole: a private key spans lines.
  for (const line of redact(lines.join('\n')).split('\n')) {
    if (!line.startsWith('> ') || line.startsWith('> -- ')) continue
    writtenAt = logTime(line.slice(2), clock)?.seconds ?? writtenAt
    if (writtenAt !== undefined && writtenAt >= clock.seconds - recentSeconds) recent.push(line.slice(2))
  }
  return { recent, lastAt: isoOfSeconds(writtenAt) }
}
