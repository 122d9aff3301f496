import { counted } from '../../lib/counted.ts'
import { oneLine } from '../../lib/one-line.ts'
import { bot } from '../../probe/reading.ts'
import { absenceHints } from '../../signature/absence-hints.ts'
import { identifyResponder } from '../../signature/identify-responder.ts'
import { matchLogLines } from '../../signature/match-log-lines.ts'
import { readLogLine } from '../../signature/read-log-line.ts'
import type { Finding } from '../finding.ts'
import { currentLines } from '../read/current-lines.ts'
import { isServed } from '../read/http-try.ts'
import { ownPart } from '../read/relevant-servers.ts'
import { bareUnitName } from '../read/unit-role.ts'
import type { Look, View } from '../read/view.ts'
import { makeFinding } from './make-finding.ts'

/** Kinds of line quoted of one log. */
const quotedLimit = 6

/** What proxies said lately in their logs, and which of their configuration lines make a 503 by themselves. */
export function judgeProxy(view: View): readonly Finding[] {
  return [
    ...view.looks('proxy-log').flatMap((look) => judgeLog(view, look)),
    ...view.looks('balancer-config').flatMap((look) => [...judgeConfig(view, look), ...recognise(view, look)]),
  ]
}

function judgeLog(view: View, look: Look<'proxy-log'>): readonly Finding[] {
  const { program, lines, path } = look.value
  const options = program === 'unknown' ? {} : { program }
  const current = currentLines(lines, view.nowOn(look.host))
  const matches = matchLogLines(current, options)
  if (matches.length === 0) return judgeMissingEntry(view, look, current)
  const bySignature = new Map(matches.map((match) => [match.signature.id, match]))
  return [...bySignature.values()]
    .sort((a, b) => current.lastIndexOf(a.line) - current.lastIndexOf(b.line))
    .slice(-quotedLimit)
    .map(({ line, signature }) =>
      makeFinding('edge', [look], {
        id: signature.supports === 'rate_limited' ? 'proxy-limiting' : 'proxy-log-line',
        weight: 'info',
        place: look.host,
        topic: signature.meaning,
        text: `${program === 'unknown' ? 'a proxy' : program} on ${look.host} logged: ${oneLine(line, 120)}`,
        host: look.host,
        facts: {
          program,
          path,
          signature: signature.id,
          meaning: signature.meaning,
          supports: signature.supports ?? '',
          ...(signature.lacks === undefined ? {} : { lacks: signature.lacks }),
          line: oneLine(readLogLine(line).text, 300),
        },
      }),
    )
}

/** A proxy that answers an error and logs nothing of it was told to by its configuration. */
function judgeMissingEntry(view: View, look: Look<'proxy-log'>, lines: readonly string[]): readonly Finding[] {
  const answer = view
    .looks('edge')
    .filter((edge) => edge.host === bot)
    .flatMap((edge) => edge.value.tries)
    .find((each) => each.kind === 'answered' && !isServed(each))
  if (answer?.kind !== 'answered') return []
  const responder = identifyResponder(answer)
  const { program, path } = look.value
  if (responder.certainty !== 'certain' || responder.program !== program || isNotRunning(view, look)) return []
  return absenceHints({ program, status: answer.status, lines }).map(({ meaning, supports, next }) =>
    makeFinding('edge', [look], {
      id: 'proxy-log-no-entry',
      weight: 'info',
      place: look.host,
      topic: 'no matching log entry',
      text: `no matching log entry in ${path} on ${look.host}: ${meaning}`,
      host: look.host,
      facts: { program, path, meaning, supports: supports ?? '', next },
    }),
  )
}

/** Installed and not running: nobody writes its log. */
function isNotRunning(view: View, { host, value }: Look<'proxy-log'>): boolean {
  const names = value.program === 'apache' ? ['apache2', 'httpd'] : [value.program]
  const units = view.look('units', host)?.value.units.filter(({ name }) => names.includes(bareUnitName(name))) ?? []
  return units.length > 0 && units.every(({ activeState }) => activeState !== 'active' && activeState !== 'reloading')
}

/** nginx and HAProxy limit by these words; other lines that make a 503 are a switch that somebody turned. */
const limits = /limit_req|limit_conn|sc\d?_|http_req_rate|conn_rate|conn_cur|429|tarpit/

/** Lines for other names, and of backends of other services, are none of this service's business. */
function judgeConfig(view: View, look: Look<'balancer-config'>): readonly Finding[] {
  return look.value.makes503.filter(ownPart(view, look.host).hasLine).map(({ file, line }) => {
    const isLimit = limits.test(line)
    return makeFinding('edge', [look], {
      id: 'config-makes-503',
      weight: 'info',
      place: look.host,
      topic: isLimit ? 'a limit is configured' : 'the configuration answers 503 by itself',
      text: `${file} on ${look.host} has: ${oneLine(line, 120)}`,
      host: look.host,
      facts: { program: look.value.kind, file, line: oneLine(line, 200), isLimit },
    })
  })
}

/** The servers of the configuration that belong to the service; all of them where none does. */
function ownServers(view: View, look: Look<'balancer-config'>): Look<'balancer-config'>['value']['servers'] {
  const own = look.value.servers.filter(ownPart(view, look.host).hasAddress)
  return own.length > 0 ? own : look.value.servers
}

/** Which program balances, as context for what it thinks of its servers. */
function recognise(view: View, look: Look<'balancer-config'>): readonly Finding[] {
  if (view.service.balancer?.host !== look.host) return []
  const { kind, sockets, healthPaths, cut = [] } = look.value
  const servers = ownServers(view, look)
  const rest = cut.length === 0 ? '' : `; only the beginning of ${cut.slice(0, 3).join(', ')} was read`
  const isKnown = kind !== 'unknown'
  // What it asks of its servers, where it has no socket that tells what came of it.
  const silentCheck = sockets.length === 0 ? healthPaths[0] : undefined
  const isLimited = servers.some(({ flags }) => /max_connections/.test(flags))
  return [
    makeFinding('health', [look], {
      id: 'balancer-recognised',
      weight: 'info',
      place: look.host,
      topic: isKnown ? `${kind} balances` : 'the balancer was not recognised',
      text: isKnown
        ? `${kind} balances on ${look.host} over ${counted(servers.length, 'server')}${rest}`
        : `what balances on ${look.host} was not recognised`,
      host: look.host,
      facts: {
        kind,
        servers: servers.length,
        ...(healthPaths[0] === undefined ? {} : { checkPath: healthPaths[0] }),
        ...(sockets[0] === undefined ? {} : { socket: sockets[0] }),
        ...(silentCheck ? { healthPath: silentCheck, isLimited } : {}),
      },
    }),
  ]
}
