import { counted } from '../../lib/counted.ts'
import { renderDuration } from '../../lib/duration.ts'
import { oneLine } from '../../lib/one-line.ts'
import type { Blocker, DatabaseAnswer, SessionGroup } from '../../probe/database.ts'
import type { Limits } from '../../service/service.ts'
import type { Asked, DatabaseFacts, SlotFacts } from '../database-facts.ts'
import type { Draft } from '../finding.ts'

/** A finding about a database, before it is known which and who asked. */
export type DatabaseDraft = { [I in keyof DatabaseFacts]: Omit<Draft<I>, 'place' | 'host'> }[keyof DatabaseFacts]

/** Sessions that wait for one blocker before it is a pile-up, and how long it has to last. */
const pileUp = { waiters: 3, seconds: 10 } as const
/** A transaction left open this long holds locks and a connection. */
const forgottenSeconds = 300

/** How many connections are left, and who holds them. */
export function judgeSessions(limits: Limits, value: DatabaseAnswer, asked: Asked): readonly DatabaseDraft[] {
  return [
    judgeSlots(limits, value, asked),
    ...judgeLimits(limits, value, asked),
    ...judgeLocks(value, asked),
    ...judgeForgotten(value, asked),
  ]
}

function judgeSlots(limits: Limits, value: DatabaseAnswer, asked: Asked): DatabaseDraft {
  const usable = value.maxConnections - value.reservedConnections
  const used = value.usedConnections
  const share = usable > 0 ? used / usable : 1
  const facts = { used, usable, share, ...holderFacts(value), ...asked }
  const text = `${used} of ${usable} connections in use`
  if (!(share >= limits.dbConnections)) {
    return { id: 'database-ok', weight: 'clear', topic: 'database fine', text, facts }
  }
  return {
    id: 'connections-exhausted',
    weight: 'fail',
    topic: 'connections used up',
    text: `${text}${describeHolder(value)}`,
    facts,
  }
}

/** The largest group of sessions: whom to talk to. */
function holder(value: DatabaseAnswer): SessionGroup | undefined {
  return value.sessions.reduce<SessionGroup | undefined>(
    (most, group) => (most === undefined || group.count > most.count ? group : most),
    undefined,
  )
}

function describeHolder(value: DatabaseAnswer): string {
  const group = holder(value)
  if (group === undefined || group.state === '') return ''
  const time = group.oldestSeconds >= 1 ? ` for up to ${renderDuration(group.oldestSeconds * 1000)}` : ''
  return `, ${group.count} of them ${group.state}${time}${describeWho(group)}`
}

function describeWho(group: Pick<SessionGroup, 'client' | 'user' | 'application'>): string {
  const parts = [
    group.client === '' ? '' : `from ${group.client}`,
    group.user === '' ? '' : `user ${group.user}`,
    group.application === '' ? '' : `application ${oneLine(group.application, 40)}`,
  ].filter((part) => part !== '')
  return parts.length === 0 ? '' : ` ${parts.join(', ')}`
}

function holderFacts(value: DatabaseAnswer): Partial<SlotFacts> {
  const group = holder(value)
  if (group === undefined) return {}
  const { state, count, oldestSeconds, client, user, application } = group
  return { state, count, oldestSeconds, client, user, application }
}

function judgeLimits(limits: Limits, value: DatabaseAnswer, asked: Asked): readonly DatabaseDraft[] {
  const reached = value.roleLimits
    .filter(({ limit, used }) => limit > 0 && used >= limit * limits.dbConnections)
    .map(({ role, limit, used }) => roleDraft(`role ${role}`, { limit, used, role, ...asked }))
  const { databaseLimit: limit, databaseUsed: used } = value
  if (limit < 0 || used < limit * limits.dbConnections) return reached
  return [...reached, roleDraft('this database', { limit, used, ...asked })]
}

function roleDraft(who: string, facts: DatabaseFacts['role-limit-reached']): DatabaseDraft {
  return {
    id: 'role-limit-reached',
    weight: 'fail',
    topic: 'a CONNECTION LIMIT is reached',
    text: `${who} has ${facts.used} of the ${facts.limit} connections it may have (CONNECTION LIMIT)`,
    facts,
  }
}

function judgeLocks(value: DatabaseAnswer, asked: Asked): readonly DatabaseDraft[] {
  const worst = [...value.blockers].sort((a, b) => b.waiters - a.waiters || a.pid - b.pid)[0]
  const waiting = value.sessions.reduce((sum, group) => sum + group.waitingOnLock, 0)
  if (worst === undefined || Math.max(waiting, worst.waiters) < pileUp.waiters || worst.seconds < pileUp.seconds)
    return []
  const waiters = Math.max(waiting, worst.waiters)
  return [
    {
      id: 'lock-pile-up',
      weight: 'fail',
      topic: 'sessions wait for a lock',
      text: `${waiters} sessions wait for a lock that pid ${worst.pid} holds, ${describeBlocker(worst)}`,
      facts: {
        pid: worst.pid,
        waiters,
        state: worst.state,
        seconds: worst.seconds,
        user: worst.user,
        client: worst.client,
        ...asked,
      },
    },
  ]
}

function describeBlocker(blocker: Blocker): string {
  const time = renderDuration(blocker.seconds * 1000)
  const query = blocker.query === '' ? '' : `: ${oneLine(blocker.query, 80)}`
  return `${blocker.state} for ${time}${describeWho(blocker)}${query}`
}

function judgeForgotten(value: DatabaseAnswer, asked: Asked): readonly DatabaseDraft[] {
  const group = value.sessions.find(
    (each) => each.state.startsWith('idle in transaction') && each.oldestSeconds >= forgottenSeconds,
  )
  if (group === undefined) return []
  return [
    {
      id: 'idle-in-transaction',
      weight: 'warn',
      topic: 'a transaction was left open',
      text: `${counted(group.count, 'session')} idle in transaction for up to ${renderDuration(group.oldestSeconds * 1000)}${describeWho(group)}`,
      facts: { count: group.count, seconds: group.oldestSeconds, client: group.client, user: group.user, ...asked },
    },
  ]
}
