import { buildDatabaseAsk, type DatabaseValue } from './database.ts'
import { parseDatabaseAnswer } from './parse-database-answer.ts'
import type { AskProbe } from './probe.ts'

/** A dependency that is a PostgreSQL. */
export const dependencyPostgresProbe: AskProbe<'dependency-postgres', DatabaseValue> = {
  id: 'dependency-postgres',
  label: 'dependency',
  reads: { kind: 'ask', build: buildDatabaseAsk },
  parse: parseDatabaseAnswer,
}
