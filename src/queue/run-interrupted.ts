/**
 * Why a run must end before its time; the reason of its signal.
 * - `fenced`: another attempt has taken it over: nothing of this one may be seen any more.
 * - `stopped`: somebody stopped it: it ends with its last state.
 * - `shutdown`: this process ends: whoever takes it over goes on.
 */
export class RunInterrupted extends Error {
  readonly why: 'fenced' | 'stopped' | 'shutdown'
  /** With `stopped`: who, as `renderActor` wrote it. */
  readonly by: string | undefined

  constructor(why: RunInterrupted['why'], by?: string) {
    super(`The run was interrupted: ${why}${by === undefined ? '' : ` by ${by}`}`)
    this.name = 'RunInterrupted'
    this.why = why
    this.by = by
  }
}
