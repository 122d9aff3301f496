import { AppError, type ErrorCode } from '../lib/app-error.ts'

/**
 * Why the store cannot be used.
 * - `newer-schema`: a later release has migrated it.
 * - `not-migrated`: it lacks migrations that this release cannot do without, or rights on its tables.
 * - `held`: another live process has the folder.
 * - `unreachable`: it does not answer.
 * - `unusable-folder`: the folder cannot hold a store.
 */
export type StoreProblem = 'newer-schema' | 'not-migrated' | 'held' | 'unreachable' | 'unusable-folder'

const codes: Readonly<Record<StoreProblem, ErrorCode>> = {
  'newer-schema': 'STORE_UNUSABLE',
  'not-migrated': 'STORE_UNUSABLE',
  'unusable-folder': 'STORE_UNUSABLE',
  held: 'STORE_UNAVAILABLE',
  unreachable: 'STORE_UNAVAILABLE',
}

/** The store cannot be opened, in words for the person who can mend it. */
export class StoreError extends AppError {
  readonly problem: StoreProblem

  constructor(problem: StoreProblem, message: string, options: { readonly hint: string; readonly cause?: unknown }) {
    super(codes[problem], message, options)
    this.name = 'StoreError'
    this.problem = problem
  }
}
