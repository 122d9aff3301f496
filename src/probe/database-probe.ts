import { buildDatabaseAsk, type DatabaseValue } from './database.ts'
import { parseDatabaseAnswer } from './parse-database-answer.ts'
import type { AskProbe } from './probe.ts'

/** The service's own database. */
export const databaseProbe: AskProbe<'database', DatabaseValue> = {
  id: 'database',
  label: 'database',
  reads: { kind: 'ask', build: buildDatabaseAsk },
  parse: parseDatabaseAnswer,
}
