/** What a running shell reports. Nothing is reported after `onClose`. */
export interface ShellEvents {
  readonly onStdout: (chunk: Buffer) => void
  readonly onStderr: (chunk: Buffer) => void
  /** The shell is gone; `lost` says that the connection went with it. Called once. */
  readonly onClose: (end: ShellEnd) => void
}

export interface ShellEnd {
  readonly exit?: number
  /** Without its `SIG`. */
  readonly signal?: string
  readonly lost?: string
}

/** How far the script to be killed came. */
export interface StartedScript {
  readonly hasStarted: boolean
  /** Its process group, where it is the shell's own. */
  readonly group: number | undefined
}

/** A `/bin/sh` that waits for a script, on a host or on this machine. */
export interface Shell {
  /** Sends the whole script. */
  send(script: string): void
  /** Ends the shell and everything it started; resolves when it is gone, or when nothing more can be done. Repeatable. */
  kill(script: StartedScript): Promise<void>
}

/** Starts a shell; rejects with `SshError`. */
export type OpenShell = (events: ShellEvents, options: { readonly signal: AbortSignal }) => Promise<Shell>

/** A child that keeps stdout open holds 'close' back; what the shell itself printed is in before this is over. */
export const exitGraceMs = 250

/** Whether a promise settles in time; leaves no timer behind. */
export async function settledWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const late = Promise.withResolvers<false>()
  const timer = setTimeout(() => late.resolve(false), ms)
  const inTime = await Promise.race([promise.then(() => true), late.promise])
  clearTimeout(timer)
  return inTime
}
