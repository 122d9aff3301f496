import type { Finding } from '../checklist/finding.ts'
import { isOneOf } from '../checklist/is-one-of.ts'
import { startSentence } from '../lib/start-sentence.ts'
import { act, look, type NextStep } from './action.ts'
import { crashReason } from './crash-reason.ts'
import { type DiagnosisInput, hostOf } from './diagnosis-input.ts'
import type { CauseRule, Hypothesis } from './hypothesis.ts'
import { nextForLock, nextForRole, nextForSessions, pgbouncer, type Slots } from './session-actions.ts'
import { isSymptomOn, waitingSymptoms } from './symptoms.ts'
import { readJournal } from './usual-actions.ts'

/** The application gets no connection to its database, or waits for one: slots, pools, limits of a role, locks. */
export const dbConnectionsExhausted: CauseRule = { cause: 'db_connections_exhausted', examine, ruleOut }

const decisive = [
  'connections-refused',
  'connections-exhausted',
  'role-limit-reached',
  'pool-queueing',
  'lock-pile-up',
] as const

function examine(input: DiagnosisInput): readonly Hypothesis[] {
  const found = input.all(...decisive).filter((finding) => finding.weight === 'fail')
  const byPlace = [...Map.groupBy(found, (finding) => finding.place)]
  if (byPlace.length > 0) return byPlace.map(([place, findings]) => hypothesisOf(input, place, findings))
  return examineLogs(input)
}

/** Nobody gets a connection, or somebody waits for one. */
type Decisive = Finding<(typeof decisive)[number]>

function hypothesisOf(input: DiagnosisInput, place: string, findings: readonly Decisive[]): Hypothesis {
  const told =
    findings.find((finding) => finding.id === 'lock-pile-up') ??
    findings.find((finding) => finding.id !== 'connections-refused') ??
    findings[0]
  const holders = holdersOf(told)
  return {
    cause: 'db_connections_exhausted',
    strength: findings.some(isSpent) || input.users !== 'served' ? 'confirmed' : 'likely',
    title: told === undefined ? place : startSentence(told.text),
    where: [place, ...holders],
    rests: findings,
    supports: [...input.all('idle-in-transaction').filter((finding) => finding.place === place), ...logLines(input)],
    hosts: 'all',
    next: nextOf(input, place, findings),
    explains: (finding) => isDownstream(input, finding),
  }
}

/** Nothing left at all, as against only near the limit. */
function isSpent(finding: Decisive): boolean {
  if (finding.id === 'connections-exhausted') return finding.facts.share >= 1
  if (finding.id === 'role-limit-reached') return finding.facts.used >= finding.facts.limit
  return true
}

function holdersOf(finding: Decisive | undefined): readonly string[] {
  if (finding === undefined) return []
  const { user = '', client = '', pool = '', role = '', pid } = factsOfHolder(finding)
  const sessions = [user === '' ? '' : `user ${user}`, client === '' ? '' : `from ${client}`]
    .filter((part) => part !== '')
    .join(' ')
  return [
    pid === undefined ? '' : `pid ${pid}`,
    sessions === '' ? '' : `sessions of ${sessions}`.replace('of from', 'from'),
    pool === '' ? '' : `pool ${pool}`,
    role === '' ? '' : `role ${role}`,
  ].filter((part) => part !== '')
}

interface Holder {
  readonly user?: string
  readonly client?: string
  readonly pool?: string
  readonly role?: string
  readonly pid?: number
}

function factsOfHolder(finding: Decisive): Holder {
  return finding.id === 'connections-refused' ? {} : finding.facts
}

function nextOf(input: DiagnosisInput, place: string, findings: readonly Decisive[]): readonly NextStep[] {
  const lock = findings.find((finding) => finding.id === 'lock-pile-up')
  if (lock !== undefined) return nextForLock(place, lock)
  const pool = findings.find((finding) => finding.id === 'pool-queueing')
  if (pool?.facts.paused === true) return nextOfPaused(place, pool)
  const limit = findings.find((finding) => finding.id === 'role-limit-reached')
  const holder = holderSeen(input, place, findings)
  const role = limit?.facts.role ?? ''
  const isOfRole = role === '' || role === (holder?.facts.user ?? '')
  return [
    ...(isOfRole ? nextForSessions(place, holder) : nextForRole(place, role)),
    ...(pool === undefined
      ? []
      : ['POOLS', 'CLIENTS', 'SERVERS'].map((what) =>
          look(`In pgbouncer’s console: ${what.toLowerCase()}`, { command: pgbouncer(place, `SHOW ${what}`) }),
        )),
    act(
      'Keep it from coming back: a pool size per process so that all processes together stay below the limit, and idle_in_transaction_session_timeout',
    ),
  ]
}

/** The figures of sessions, which the verdict on the database carries whatever it is. */
function holderSeen(input: DiagnosisInput, place: string, findings: readonly Decisive[]): Slots | undefined {
  const all = [
    ...findings.filter((finding) => finding.id === 'connections-exhausted'),
    ...input.all('database-ok').filter((finding) => finding.place === place),
  ]
  return all.find(({ facts }) => (facts.state ?? '') !== '')
}

function nextOfPaused(place: string, pool: Finding<'pool-queueing'>): readonly NextStep[] {
  const name = pool.facts.pool
  return [
    look('See which pools are paused', { command: pgbouncer(place, 'SHOW DATABASES') }),
    'Ask who paused the pool',
    act('When it is safe, let it go on, as one of pgbouncer’s admin_users', {
      command: /^\w{1,63}$/.test(name) ? pgbouncer(place, `RESUME ${name}`) : undefined,
      changes: 'clients that wait for the pool get connections again',
    }),
  ]
}

/** The application's own pool ran dry, as its log says; the database shows nothing of it. */
function examineLogs(input: DiagnosisInput): readonly Hypothesis[] {
  const lines = logLines(input)
  const [first] = lines
  if (first === undefined || input.users === 'served') return []
  const hosts = [...new Set(lines.map(hostOf))]
  return [
    {
      cause: 'db_connections_exhausted',
      strength: 'likely',
      title: `The application runs out of database connections: ${first.facts.meaning}`,
      where: hosts,
      rests: input.all(
        'edge-unavailable',
        'edge-intermittent',
        'health-failing',
        'health-no-answer',
        'health-intermittent',
      ),
      supports: lines,
      hosts,
      next: [
        readJournal('Read the lines around it', { unit: first.facts.unit, host: hosts[0] ?? '' }, 100),
        'Look for a leak (connections never given back) or slow queries; compare pool size × processes with max_connections',
      ],
      explains: (finding) => isDownstream(input, finding),
    },
  ]
}

function logLines(input: DiagnosisInput): readonly Finding<'journal-line'>[] {
  return input.all('journal-line').filter((finding) => finding.facts.supports === 'db_connections_exhausted')
}

function isDownstream(input: DiagnosisInput, finding: Finding): boolean {
  if (
    isSymptomOn(input, 'all', finding) ||
    isOneOf(finding, [...waitingSymptoms, 'database-slow', 'idle-in-transaction', 'database-unreachable'])
  )
    return true
  if (isOneOf(finding, ['connections-exhausted', 'role-limit-reached', 'pool-queueing', 'pool-waiting'])) return true
  return (
    isOneOf(finding, ['unit-failed', 'unit-crash-looping', 'not-listening', 'unit-starting']) &&
    crashReason(input, finding) === 'elsewhere'
  )
}

function ruleOut(input: DiagnosisInput): { readonly text: string } | undefined {
  if (input.stepStatus('database') === 'unknown') return undefined
  const fine = input.all('database-ok')[0]
  return fine === undefined ? undefined : { text: fine.text }
}
