/**
 * Why the store cannot be used.
 * - `newer-schema`: a later release has migrated it.
 * - `not-migrated`: it lacks migrations that this release cannot do without.
 * - `held`: another live process has the folder.
 * - `unreachable`: it does not answer.
 * - `unusable-folder`: the folder cannot hold a store.
 */
export type StoreProblem = 'newer-schema' | 'not-migrated' | 'held' | 'unreachable' | 'unusable-folder'

/** The store cannot be opened, in words for the person who can mend it. */
export class StoreError extends Error {
  readonly problem: StoreProblem
  readonly hint: string

  constructor(problem: StoreProblem, message: string, options: { readonly hint: string; readonly cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'StoreError'
    this.problem = problem
    this.hint = options.hint
  }
}
