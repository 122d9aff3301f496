import type { Migration } from 'kysely/migration'
import { up as incidentsAndRuns } from './0001-incidents-and-runs.ts'
import { up as indexesOfQuestions } from './0002-indexes-of-questions.ts'

/** Forward only, in the order of their names. One that was released is never changed. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-incidents-and-runs': { up: incidentsAndRuns },
  '0002-indexes-of-questions': { up: indexesOfQuestions },
}

/**
 * The oldest schema that this release works with: the one before its own newest migration, so that the next release can
 * be put in place beside this one before anybody migrates.
 */
export const oldestUsable = '0001-incidents-and-runs'
