/** The release link, or a plain directory. */
export interface ReleaseValue {
  readonly path: string
  /** Where the link points; absent for a directory. */
  readonly target?: string
  /** When the link itself was made, ISO 8601, host's clock. */
  readonly changedAt: string
  /** Newest other release beside it, where readable. */
  readonly previous?: string
}
