import type { Finding } from '../checklist/finding.ts'
import { startSentence } from '../lib/start-sentence.ts'
import { crashReason } from './crash-reason.ts'
import { hostOf, numberFact, type Scene, textFact } from './scene.ts'
import type { CauseRule, Suspect } from './suspect.ts'
import { isOneOf, isSymptomOn, waitingSymptoms } from './symptoms.ts'

/** The application gets no connection to its database, or waits for one: slots, pools, limits of a role, locks. */
export const dbConnectionsExhausted: CauseRule = { cause: 'db_connections_exhausted', examine, ruleOut }

const decisive = [
  'connections-refused',
  'connections-exhausted',
  'role-limit-reached',
  'pool-queueing',
  'lock-pile-up',
] as const

function examine(scene: Scene): readonly Suspect[] {
  const found = scene.all(...decisive).filter((finding) => finding.weight === 'fail')
  const byPlace = [...Map.groupBy(found, (finding) => finding.place)]
  if (byPlace.length > 0) return byPlace.map(([place, findings]) => suspectOf(scene, place, findings))
  return examineLogs(scene)
}

function suspectOf(scene: Scene, place: string, findings: readonly Finding[]): Suspect {
  const told =
    findings.find((finding) => finding.id === 'lock-pile-up') ??
    findings.find((finding) => finding.id !== 'connections-refused') ??
    findings[0]
  const holders = holdersOf(told)
  return {
    cause: 'db_connections_exhausted',
    strength: findings.some(isSpent) || scene.users !== 'served' ? 'confirmed' : 'likely',
    title: told === undefined ? place : startSentence(told.text),
    where: [place, ...holders],
    rests: findings,
    supports: [...scene.all('idle-in-transaction').filter((finding) => finding.place === place), ...logLines(scene)],
    hosts: 'all',
    next: nextOf(findings),
    explains: (finding) => isDownstream(scene, finding),
  }
}

/** Nothing left at all, as against only near the limit. */
function isSpent(finding: Finding): boolean {
  if (finding.id === 'connections-exhausted') return (numberFact(finding, 'share') ?? 0) >= 1
  if (finding.id === 'role-limit-reached')
    return (numberFact(finding, 'used') ?? 0) >= (numberFact(finding, 'limit') ?? Infinity)
  return true
}

function holdersOf(finding: Finding | undefined): readonly string[] {
  if (finding === undefined) return []
  const [user, client, pool, role] = ['user', 'client', 'pool', 'role'].map((name) => textFact(finding, name))
  const pid = numberFact(finding, 'pid')
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

const listSessions =
  "SELECT pid, usename, client_addr, state, now() - state_change AS since, left(query, 60) FROM pg_stat_activity WHERE backend_type = 'client backend' ORDER BY state_change"

function nextOf(findings: readonly Finding[]): readonly string[] {
  const lock = findings.find((finding) => finding.id === 'lock-pile-up')
  const pool = findings.find((finding) => finding.id === 'pool-queueing')
  const spent = findings.find((finding) => finding.id === 'connections-exhausted')
  const state = textFact(spent, 'state')
  if (lock !== undefined) {
    const pid = numberFact(lock, 'pid') ?? 0
    return [
      `See who waits for whom: SELECT pid, pg_blocking_pids(pid), state, left(query, 60) FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0`,
      `Ask the owner of pid ${pid} to commit or roll back; if nobody can: SELECT pg_cancel_backend(${pid}), and as the last step SELECT pg_terminate_backend(${pid})`,
      'Set lock_timeout and idle_in_transaction_session_timeout for the application’s role',
    ]
  }
  if (pool?.facts?.['paused'] === true) {
    return ['Ask who paused the pool; when it is safe, in pgbouncer’s console: RESUME']
  }
  const idle = state.startsWith('idle')
  const end = idle
    ? `End those that are idle longest: SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = '${state === 'idle' ? 'idle' : 'idle in transaction'}' AND state_change < now() - interval '5 min' AND usename = '${textFact(spent, 'user') || '<user>'}'`
    : 'Cancel the slowest queries: SELECT pg_cancel_backend(<pid>)'
  return [
    `See who holds them: ${listSessions}`,
    ...(pool === undefined ? [] : ['In pgbouncer’s console: SHOW POOLS; SHOW CLIENTS; SHOW SERVERS']),
    end,
    'Keep it from coming back: a pool size per process so that all processes together stay below max_connections, and idle_in_transaction_session_timeout',
  ]
}

/** The application's own pool ran dry, as its log says; the database shows nothing of it. */
function examineLogs(scene: Scene): readonly Suspect[] {
  const lines = logLines(scene)
  if (lines.length === 0 || scene.users === 'served') return []
  const hosts = [...new Set(lines.map(hostOf))]
  return [
    {
      cause: 'db_connections_exhausted',
      strength: 'likely',
      title: `The application runs out of database connections: ${textFact(lines[0], 'meaning')}`,
      where: hosts,
      rests: scene.all(
        'edge-unavailable',
        'edge-intermittent',
        'health-failing',
        'health-no-answer',
        'health-intermittent',
      ),
      supports: lines,
      hosts,
      next: [
        `Read the lines around it: ssh ${hosts[0] ?? ''} journalctl -u ${textFact(lines[0], 'unit')} -n 100 --no-pager`,
        'Look for a leak (connections never given back) or slow queries; compare pool size × processes with max_connections',
      ],
      explains: (finding) => isDownstream(scene, finding),
    },
  ]
}

function logLines(scene: Scene): readonly Finding[] {
  return scene.all('journal-line').filter((finding) => textFact(finding, 'supports') === 'db_connections_exhausted')
}

function isDownstream(scene: Scene, finding: Finding): boolean {
  if (
    isSymptomOn(scene, 'all', finding) ||
    isOneOf(finding, [...waitingSymptoms, 'database-slow', 'idle-in-transaction', 'database-unreachable'])
  )
    return true
  if (isOneOf(finding, ['connections-exhausted', 'role-limit-reached', 'pool-queueing', 'pool-waiting'])) return true
  return (
    isOneOf(finding, ['unit-failed', 'unit-crash-looping', 'not-listening', 'unit-starting']) &&
    crashReason(scene, finding) === 'elsewhere'
  )
}

function ruleOut(scene: Scene): { readonly text: string } | undefined {
  if (scene.stepStatus('database') === 'unknown') return undefined
  const fine = scene.all('database-ok')[0]
  return fine === undefined ? undefined : { text: fine.text }
}
