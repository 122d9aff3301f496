import { renderDuration } from '../../lib/duration.ts'
import { oneLine } from '../../lib/one-line.ts'
import type { DatabaseAnswer, DatabaseRefusal, DatabaseValue } from '../../probe/database.ts'
import type { Endpoint } from '../../service/service.ts'
import type { Asked } from '../database-facts.ts'
import type { Finding } from '../finding.ts'
import { ageMs, recentMs } from '../read/age.ts'
import { describeFailure, nameFailure } from '../read/describe-failure.ts'
import type { View } from '../read/view.ts'
import type { StepId } from '../step.ts'
import { type DatabaseDraft, judgeSessions } from './judge-sessions.ts'
import { makeFinding } from './make-finding.ts'

/** Which step asks, and of which database. */
export interface DatabaseOf {
  readonly step: StepId
  readonly endpoint: Endpoint
}

/** A connect that takes longer delays every request without a pool. */
const slowMs = 2000

/** What one look at a PostgreSQL database says: does it take connections, who holds them, does it accept writes. */
export function judgeDatabaseValue(
  view: View,
  look: { readonly key: string; readonly host: string; readonly isFromHost: boolean; readonly value: DatabaseValue },
  of: DatabaseOf,
): readonly Finding[] {
  const asked = { fromHost: look.isFromHost }
  const found = (draft: DatabaseDraft): Finding =>
    makeFinding(of.step, [look], { ...draft, place: of.endpoint.label, host: look.host })
  const { value } = look
  switch (value.kind) {
    case 'failed': {
      const topic = `database: ${nameFailure(value)}`
      const text = `${of.endpoint.label} from ${look.isFromHost ? look.host : 'the bot'}: ${describeFailure(value)}`
      const facts = { failure: value.failure, phase: value.phase, ...asked }
      if (!look.isFromHost) return [found({ id: 'database-from-bot', weight: 'info', topic, text, facts })]
      return [found({ id: 'database-unreachable', weight: 'fail', topic, text, facts })]
    }
    case 'refused-by-database':
      return refusalDrafts(value, of.endpoint.label, asked).map(found)
    case 'answered':
      return [
        ...answerDrafts(ageMs(view, look.host, value.startedAt), value, asked),
        ...judgeSessions(view.service.limits, value, asked),
      ].map(found)
    default:
      return value satisfies never
  }
}

/** Whether a refusal speaks of our own right to look, and not of the database's state. Source: PostgreSQL's appendix A, classes 28, 3D and 42. */
export function isOurOwnRefusal(refusal: Pick<DatabaseRefusal, 'code'>): boolean {
  return /^(28|3D|42)/.test(refusal.code)
}

/** Words of pgbouncer's own errors, which all come as 08P01. Source: pgbouncer src/client.c, src/objects.c. */
const poolerIsFull = /no more connections allowed|query_wait_timeout|max_client_conn/
const poolerHasNoServer =
  /server_login_retry|server login failed|cannot connect to server|connect failed|server DNS lookup failed/
/** Temporary ends of the server itself: cannot_connect_now, admin_shutdown, crash_shutdown. */
const serverIsAway = new Set(['57P01', '57P02', '57P03', '08006', '08001'])

function refusalDrafts(refusal: DatabaseRefusal, label: string, asked: Asked): readonly DatabaseDraft[] {
  const { code, message } = refusal
  const text = `${label} refuses connections: ${oneLine(message, 120)} (${code})`
  const facts = { code, message: oneLine(message, 200), ...asked }
  if (isOurOwnRefusal(refusal)) return []
  if (serverIsAway.has(code) || poolerHasNoServer.test(message)) {
    return [
      { id: 'database-unavailable', weight: 'fail', topic: 'the database does not take connections', text, facts },
    ]
  }
  if (code === '53300' || poolerIsFull.test(message)) {
    return [{ id: 'connections-refused', weight: 'fail', topic: 'no connections left', text, facts }]
  }
  return [{ id: 'database-unavailable', weight: 'fail', topic: 'the database refuses', text, facts }]
}

function answerDrafts(age: number | undefined, value: DatabaseAnswer, asked: Asked): readonly DatabaseDraft[] {
  const drafts: DatabaseDraft[] = []
  if (value.isReadOnly || value.isInRecovery) {
    const why = value.isInRecovery ? 'is in recovery (a standby)' : 'is read-only (default_transaction_read_only)'
    drafts.push({
      id: 'database-read-only',
      weight: 'fail',
      topic: 'the database takes no writes',
      text: `the database ${why}: every write fails`,
      facts: { recovery: value.isInRecovery, ...asked },
    })
  }
  if (value.connectMs >= slowMs) {
    const text = `a connection takes ${renderDuration(value.connectMs)}`
    drafts.push({
      id: 'database-slow',
      weight: 'warn',
      topic: 'connecting is slow',
      text,
      facts: { connectMs: value.connectMs, ...asked },
    })
  }
  if (age !== undefined && age <= recentMs) {
    const text = `the database was started ${renderDuration(age)} ago`
    drafts.push({ id: 'database-restarted', weight: 'info', topic: 'the database was restarted', text, facts: asked })
  }
  return drafts
}
