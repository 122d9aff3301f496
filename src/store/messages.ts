import { sql } from 'kysely'
import type { Executor } from './executor.ts'
import type { IncidentRef } from './incidents.ts'

/** Where a message of ours is, or is to be. */
export interface StoredMessage extends IncidentRef {
  /** Named by its purpose ('root:<incident>', 'checklist:<run>:<channel>'), so that a second attempt finds the first one's. */
  readonly messageId: string
  readonly runId?: string
  readonly kind: string
  readonly channel: string
  /** Slack's name for it; absent while it is only intended: look in the channel before posting it again. */
  readonly ts?: string
  /** Of the newest edit. */
  readonly version: number
}

/** Notes that a message is about to be posted; gives the one noted before, where there is one. In a transaction. */
export async function intendMessage(
  db: Executor,
  message: Omit<StoredMessage, 'ts' | 'version'>,
): Promise<{ readonly message: StoredMessage; readonly isNew: boolean }> {
  const { team, messageId, incidentId, runId, kind, channel } = message
  const inserted = await db
    .insertInto('messages')
    .values({
      team_id: team,
      message_id: messageId,
      incident_id: incidentId,
      run_id: runId ?? null,
      kind,
      channel,
      intended_at: sql<Date>`clock_timestamp()`,
    })
    .onConflict((conflict) => conflict.columns(['team_id', 'message_id']).doNothing())
    .returningAll()
    .executeTakeFirst()
  const row = inserted ?? (await rowOf(db, team, messageId).selectAll().executeTakeFirstOrThrow())
  return { message: storedMessage(row), isNew: inserted !== undefined }
}

/** Notes where an intended message was posted. The first place stays. */
export async function placeMessage(
  db: Executor,
  { team, messageId, ts }: { readonly team: string; readonly messageId: string; readonly ts: string },
): Promise<void> {
  await db
    .updateTable('messages')
    .set({ ts, posted_at: sql<Date>`clock_timestamp()` })
    .where('team_id', '=', team)
    .where('message_id', '=', messageId)
    .where('ts', 'is', null)
    .execute()
}

/** Notes that an edit of this version is about to be sent; false when as new a one was, and this one must not be. */
export async function advanceMessage(
  db: Executor,
  { team, messageId, version }: { readonly team: string; readonly messageId: string; readonly version: number },
): Promise<boolean> {
  const advanced = await db
    .updateTable('messages')
    .set({ version })
    .where('team_id', '=', team)
    .where('message_id', '=', messageId)
    .where('version', '<', version)
    .returning('message_id')
    .executeTakeFirst()
  return advanced !== undefined
}

/** The message at a place of Slack: whose thread is this? */
export async function findMessageAt(
  db: Executor,
  { team, channel, ts }: { readonly team: string; readonly channel: string; readonly ts: string },
): Promise<StoredMessage | undefined> {
  const row = await db
    .selectFrom('messages')
    .selectAll()
    .where('team_id', '=', team)
    .where('channel', '=', channel)
    .where('ts', '=', ts)
    .executeTakeFirst()
  return row && storedMessage(row)
}

/** All messages of an incident, in the order they were intended; with `runId`, those of that run alone. */
export async function listMessages(
  db: Executor,
  { team, incidentId, runId }: IncidentRef & { readonly runId?: string },
): Promise<readonly StoredMessage[]> {
  const rows = await db
    .selectFrom('messages')
    .selectAll()
    .where('team_id', '=', team)
    .where('incident_id', '=', incidentId)
    .$if(runId !== undefined, (query) => query.where('run_id', '=', runId ?? ''))
    .orderBy('intended_at')
    .execute()
  return rows.map(storedMessage)
}

function rowOf(db: Executor, team: string, messageId: string) {
  return db.selectFrom('messages').where('team_id', '=', team).where('message_id', '=', messageId)
}

function storedMessage(row: {
  readonly team_id: string
  readonly message_id: string
  readonly incident_id: string
  readonly run_id: string | null
  readonly kind: string
  readonly channel: string
  readonly ts: string | null
  readonly version: number
}): StoredMessage {
  return {
    team: row.team_id,
    messageId: row.message_id,
    incidentId: row.incident_id,
    ...(row.run_id === null ? {} : { runId: row.run_id }),
    kind: row.kind,
    channel: row.channel,
    ...(row.ts === null ? {} : { ts: row.ts }),
    version: row.version,
  }
}
