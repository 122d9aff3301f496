import { counted } from '../../lib/counted.ts'
import { renderDuration } from '../../lib/duration.ts'
import { oneLine } from '../../lib/one-line.ts'
import { bytes } from '../../lib/render-figure.ts'
import type { Failed, HttpAnswer } from '../../probe/answer.ts'
import type { HttpValue } from '../../probe/http.ts'
import { bot } from '../../probe/reading.ts'
import type { RedisAnswer } from '../../probe/redis.ts'
import type { Endpoint } from '../../service/service.ts'
import type { Finding } from '../finding.ts'
import { describeFailure, nameFailure } from '../read/describe-failure.ts'
import { dependencySaid } from '../read/health-answers.ts'
import { describeUnmet, expectsStatus, isServed, servedAs } from '../read/http-try.ts'
import type { Look, View } from '../read/view.ts'
import { judgeDatabaseValue } from './judge-database-value.ts'
import { makeFinding } from './make-finding.ts'
import { type UnresolvedName, unresolvedNames } from './unresolved-names.ts'

/** Slower than this is worth a look; serving slowly is not being broken. */
const slowMs = 1000

/** Every dependency as each host sees it; from the bot only as context. */
export function judgeDependencies(view: View): readonly Finding[] {
  return view.service.dependencies.flatMap((endpoint) => {
    const found = looksAt(view, endpoint).flatMap((look) => judgeLook(view, look, endpoint))
    const failed = found.filter(({ id }) => id === 'dependency-unreachable')
    return [...found, ...unresolvedNames(view, endpoint.host, failed).map((each) => unresolved(each, endpoint))]
  })
}

type DependencyLook =
  | Look<'dependency-http'>
  | Look<'dependency-tcp'>
  | Look<'dependency-redis'>
  | Look<'dependency-postgres'>

function looksAt(view: View, endpoint: Endpoint): readonly DependencyLook[] {
  return view
    .looks(`dependency-${endpoint.kind}`)
    .filter((look) => look.subject === endpoint.label) as readonly DependencyLook[]
}

type Verdict = { readonly kind: 'ok' | 'read-only'; readonly text: string; readonly ms: number } | Failed | Refusing

/** It answers, and says that it cannot serve. */
interface Refusing {
  readonly kind: 'refusing'
  readonly problem: string
  readonly text: string
  /** It may never have been otherwise: a failure only to those who suffer. */
  readonly isDoubtful?: boolean
}

function judgeLook(view: View, look: DependencyLook, endpoint: Endpoint): readonly Finding[] {
  if (endpoint.kind === 'postgres') {
    const value = (look as Look<'dependency-postgres'>).value
    const isFromHost = look.isFromHost && look.host !== bot
    return judgeDatabaseValue(view, { ...look, isFromHost, value }, { step: 'dependencies', endpoint })
  }
  const verdict = verdictOf(look, endpoint)
  return verdict === undefined ? [] : [findingOf(look, endpoint, verdict)]
}

function verdictOf(look: DependencyLook, endpoint: Endpoint): Verdict | undefined {
  if (endpoint.kind === 'http') return judgeHttp(endpoint, (look as Look<'dependency-http'>).value)
  if (endpoint.kind === 'redis') {
    const value = (look as Look<'dependency-redis'>).value
    return value.kind === 'failed' ? value : judgeRedis(value)
  }
  const value = (look as Look<'dependency-tcp'>).value
  return value.kind === 'failed' ? value : { kind: 'ok', text: 'accepts connections', ms: value.connectMs }
}

function judgeHttp(endpoint: Endpoint, value: HttpValue): Verdict | undefined {
  const { tries } = dependencySaid(endpoint, value)
  const expect = endpoint.request?.expect
  const answer = tries.find(servedAs(expect)) ?? tries[0]
  if (answer === undefined) return undefined
  if (answer.kind === 'failed') return answer
  const refusing = {
    kind: 'refusing',
    problem: `answers ${answer.status}`,
    text: `answers ${describeUnmet(answer, expect)}`,
  } as const
  if (isDoubtful(value.url, answer) && !expectsStatus(expect)) return { ...refusing, isDoubtful: true }
  return isServed(answer, expect) ? { kind: 'ok', text: `answers ${answer.status}`, ms: answer.totalMs } : refusing
}

/**
 * The root of an API often answers 404; an address with a path was written down because something is there. Too many
 * requests may be ours alone.
 */
function isDoubtful(url: string, { status }: HttpAnswer): boolean {
  return status === 429 || isNotThere(url, status)
}

function isNotThere(url: string, status: number): boolean {
  return (status === 404 || status === 410) && URL.canParse(url) && new URL(url).pathname !== '/'
}

/**
 * What Redis says of itself. Errors of PING by their first word; the rest from INFO: a full server without an eviction
 * policy refuses writes, so does one that cannot save, and a replica always. Source: redis.io, "Key eviction", "Persistence".
 */
function judgeRedis(value: RedisAnswer): Verdict {
  const { error = '', maxMemoryBytes = 0, usedMemoryBytes = 0 } = value
  const refusing = (problem: string, text: string): Refusing => ({ kind: 'refusing', problem, text })
  if (error.startsWith('LOADING') || value.isLoading === true) return refusing('loading', 'is loading its data set')
  if (/max number of clients/i.test(error)) return refusing('clients', 'has reached its maxclients')
  if (isFull(value)) {
    return refusing('memory', `is out of memory: ${bytes(usedMemoryBytes)} of ${bytes(maxMemoryBytes)}, noeviction`)
  }
  if (error.startsWith('MISCONF') || (value.lastSaveOk === false && value.stopsWritesOnSaveError === true)) {
    return refusing('saving', 'refuses writes because it cannot save to disk (MISCONF)')
  }
  if (value.role === 'slave' && value.masterLinkStatus === 'down') {
    return refusing('replica', 'is a replica whose link to its master is down')
  }
  if (error !== '' && !/^(NOAUTH|WRONGPASS|NOPERM|ERR AUTH)/.test(error))
    return refusing('error', `says ${oneLine(error, 80)}`)
  if (value.role === 'slave')
    return { kind: 'read-only', text: 'is a replica: it takes no writes', ms: value.latencyMs }
  const clients = value.connectedClients === undefined ? '' : `, ${counted(value.connectedClients, 'client')}`
  return { kind: 'ok', text: `answers in ${renderDuration(value.latencyMs)}${clients}`, ms: value.latencyMs }
}

function isFull(value: RedisAnswer): boolean {
  const { maxMemoryBytes = 0, usedMemoryBytes = 0, evictionPolicy = 'noeviction' } = value
  return maxMemoryBytes > 0 && usedMemoryBytes >= maxMemoryBytes * 0.98 && evictionPolicy === 'noeviction'
}

function findingOf(look: DependencyLook, endpoint: Endpoint, verdict: Verdict): Finding {
  const { label } = endpoint
  const facts = { kind: endpoint.kind, fromHost: look.isFromHost }
  if (look.host === bot || !look.isFromHost) {
    const said = verdict.kind === 'failed' ? `${label}: ${describeFailure(verdict)}` : `${label} ${verdict.text}`
    return makeFinding('dependencies', [look], {
      place: label,
      host: look.host,
      text: `seen from the bot, ${said}`,
      facts: { ...facts, answers: verdict.kind === 'ok' },
      id: 'dependency-from-bot',
      weight: 'info',
      topic: 'seen from the bot',
    })
  }
  const text = `${label} ${verdict.kind === 'failed' ? `from ${look.host}: ${describeFailure(verdict)}` : verdict.text}`
  const on = { place: label, host: look.host, text, facts }
  switch (verdict.kind) {
    case 'failed': {
      const topic = nameFailure(verdict)
      const failed = { ...facts, failure: verdict.failure, phase: verdict.phase }
      return makeFinding('dependencies', [look], {
        ...on,
        id: 'dependency-unreachable',
        weight: 'fail',
        topic,
        facts: failed,
      })
    }
    case 'refusing': {
      const problem = { ...facts, problem: verdict.problem }
      return makeFinding('dependencies', [look], {
        ...on,
        id: 'dependency-refusing',
        weight: verdict.isDoubtful === true ? 'warn' : 'fail',
        topic: verdict.text,
        facts: problem,
      })
    }
    case 'read-only':
      return makeFinding('dependencies', [look], {
        ...on,
        id: 'dependency-read-only',
        weight: 'warn',
        topic: verdict.text,
      })
    case 'ok':
      return verdict.ms >= slowMs
        ? makeFinding('dependencies', [look], {
            ...on,
            id: 'dependency-slow',
            weight: 'warn',
            topic: 'slow',
            text: `${text}, slowly`,
          })
        : makeFinding('dependencies', [look], { ...on, id: 'dependency-ok', weight: 'clear', topic: 'reachable' })
    default:
      return verdict satisfies never
  }
}

function unresolved({ key, host, text }: UnresolvedName, endpoint: Endpoint): Finding {
  return makeFinding('dependencies', [{ key }], {
    id: 'dependency-name-unresolved',
    weight: 'fail',
    place: endpoint.label,
    host,
    topic: 'its name does not resolve',
    text,
    facts: { name: endpoint.host, kind: endpoint.kind },
  })
}
