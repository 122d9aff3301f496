import type { Kysely } from 'kysely'
import { CompiledQuery } from 'kysely'
import type { Tables } from './tables.ts'

/** What every question of the store is asked through: the pool, or one transaction of it. */
export type Executor = Kysely<Tables>

/** SQL text for an engine that brings its own, such as the queue; inside a transaction it belongs to it. */
export interface SqlExecutor {
  readonly executeSql: (text: string, values?: readonly unknown[]) => Promise<{ rows: Record<string, unknown>[] }>
}

export function sqlExecutorOf(db: Executor): SqlExecutor {
  return {
    executeSql: async (text, values = []) => {
      const { rows } = await db.executeQuery<Record<string, unknown>>(CompiledQuery.raw(text, [...values]))
      return { rows }
    },
  }
}
