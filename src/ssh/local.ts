import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import type { Execute } from '../probe/execute.ts'
import { dialLocally } from './dial-locally.ts'
import { remotePath, tagName } from './frame-script.ts'
import { defaultLimits, type SshLimits } from './limits.ts'
import { runScript } from './run-script.ts'
import { exitGraceMs, type OpenShell, type Shell, type ShellEnd, type ShellEvents, settledWithin } from './shell.ts'
import { SshError } from './ssh-error.ts'

/** This machine, seen through the same scripts and the same reader as a host over SSH: the host named `local`. */
export interface Local {
  readonly script: Execute['script']
  readonly dial: typeof dialLocally
}

export interface LocalOptions {
  readonly limits?: Partial<SshLimits>
  /** The POSIX shell that runs the scripts, as program and arguments; default `/bin/sh`. */
  readonly shell?: readonly [program: string, ...args: string[]]
}

/** Runs scripts and dials on this machine. A script that is cut off, or left by our own death, leaves nothing behind. */
export function createLocal(options: LocalOptions = {}): Local {
  const limits: SshLimits = { ...defaultLimits, ...options.limits }
  const shell = options.shell ?? ['/bin/sh']
  return {
    async script(_host, sections, { signal, onSection }) {
      const tag = randomBytes(9).toString('hex')
      await runScript(openLocalShell({ shell, limits, tag }), sections, { signal, onSection, limits, tag })
    },
    dial: dialLocally,
  }
}

/** `detached`: a session and process group of its own, so that all of it can be ended at once. */
function openLocalShell({
  shell,
  limits,
  tag,
}: {
  readonly shell: NonNullable<LocalOptions['shell']>
  readonly limits: SshLimits
  readonly tag: string
}): OpenShell {
  const [program, ...args] = shell
  return (events) => {
    const child = spawn(program, args, {
      detached: true,
      cwd: '/',
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { [tagName]: tag, LC_ALL: 'C', TERM: 'dumb', HOME: '/', PATH: remotePath },
    })
    return new Promise((resolve, reject) => {
      child.once('error', (error) =>
        reject(new SshError('shell-refused', `${program} cannot be started here: ${error.message}`)),
      )
      child.once('spawn', () => resolve(createShell(child, { events, killMs: limits.killMs })))
    })
  }
}

function createShell(
  child: ChildProcess,
  { events, killMs }: { readonly events: ShellEvents; readonly killMs: number },
): Shell {
  const exited = Promise.withResolvers<void>()
  let isClosed = false
  const close = (end: ShellEnd): void => {
    if (isClosed) return
    isClosed = true
    for (const stream of child.stdio) stream?.destroy()
    events.onClose(end)
  }
  child.stdout?.on('data', events.onStdout)
  child.stderr?.on('data', events.onStderr)
  // A shell that is gone already takes no more input; its exit says so.
  child.stdin?.on('error', () => undefined)
  const endOf = (code: number | null, signal: string | null): ShellEnd =>
    code === null ? { signal: (signal ?? '').replace(/^SIG/, '') } : { exit: code }
  child.once('exit', (code, signal) => {
    exited.resolve()
    setTimeout(() => close(endOf(code, signal)), exitGraceMs).unref()
  })
  child.once('close', (code, signal) => close(endOf(code, signal)))
  return {
    send: (script) => void child.stdin?.write(script),
    async kill() {
      child.stdin?.write('\n')
      if (!(await settledWithin(exited.promise, killMs))) killGroup(child.pid)
      await settledWithin(exited.promise, killMs)
      close({})
    },
  }
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // Gone in between.
  }
}
