/** A name as the host resolves it (`getent hosts`). */
export interface ResolveValue {
  readonly name: string
  /** Empty when the name does not resolve. */
  readonly addresses: readonly string[]
  readonly durationMs: number
}
