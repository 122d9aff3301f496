import { setTimeout as sleep } from 'node:timers/promises'
import type { ClientChannel } from 'ssh2'
import { ChannelRefused, type Connection, openChannel } from './connection.ts'
import { shellCommand, sweepScript } from './frame-script.ts'
import type { SshLimits } from './limits.ts'
import {
  exitGraceMs,
  type OpenShell,
  type Shell,
  type ShellEnd,
  type ShellEvents,
  type StartedScript,
  settledWithin,
} from './shell.ts'
import { SshError } from './ssh-error.ts'

/** sshd frees a closed session only after it has read on: with `MaxSessions 1` the next may come too early. */
const refusalPausesMs = [10, 40, 100]

/** A shell on a host: one session channel, one exec. `tag` marks its processes. */
export function openShellOn(
  connection: Connection,
  options: { readonly limits: SshLimits; readonly tag: string },
): OpenShell {
  return async (events, { signal }) => {
    const release = await connection.sessions.acquire(signal)
    for (const pauseMs of [...refusalPausesMs, undefined]) {
      try {
        return await openExec(connection, { ...options, signal, events, release })
      } catch (error) {
        if (error instanceof ChannelRefused && pauseMs !== undefined) {
          await sleep(pauseMs)
          continue
        }
        release()
        throw error instanceof ChannelRefused ? sessionRefused(connection, error) : error
      }
    }
    throw new SshError('channel-refused', 'no session was opened')
  }
}

function openExec(
  connection: Connection,
  options: {
    readonly limits: SshLimits
    readonly tag: string
    readonly signal: AbortSignal
    readonly events: ShellEvents
    readonly release: () => void
  },
): Promise<Shell> {
  return openChannel(connection, {
    timeoutMs: options.limits.channelMs,
    signal: options.signal,
    request: (client, callback) => client.exec(shellCommand(options.tag), callback),
    onOpen: (channel) => createShell(connection, channel, options),
  })
}

function sessionRefused(connection: Connection, error: ChannelRefused): SshError {
  return new SshError('channel-refused', `${connection.host.address} refuses a session (${error.message})`, {
    fix: 'allow sessions and commands for this account (sshd_config: MaxSessions, ForceCommand)',
    cause: error,
  })
}

function createShell(
  connection: Connection,
  channel: ClientChannel,
  options: {
    readonly limits: SshLimits
    readonly tag: string
    readonly events: ShellEvents
    readonly release: () => void
  },
): Shell {
  const { events, limits, release } = options
  const exited = Promise.withResolvers<void>()
  let isClosed = false
  let isKilled = false
  let grace: NodeJS.Timeout | undefined
  let end: ShellEnd = {}

  const close = (reported: ShellEnd): void => {
    if (isClosed) return
    isClosed = true
    clearTimeout(grace)
    stopListening()
    channel.close()
    // What is left unread would hold the channel's own end back.
    channel.resume()
    channel.stderr.resume()
    exited.resolve()
    // The host counts the session until both sides have closed it.
    if (reported.lost === undefined) setTimeout(release, limits.killMs).unref()
    else release()
    events.onClose(reported)
  }
  channel.on('data', events.onStdout)
  channel.stderr.on('data', events.onStderr)
  channel.on('exit', (code: number | null, signal?: string) => {
    end = code === null ? { signal: (signal ?? 'unknown').replace(/^SIG/, '') } : { exit: code }
    grace = setTimeout(() => close(end), isKilled ? 0 : exitGraceMs)
  })
  channel.on('close', () => {
    close(end)
    release()
  })
  channel.on('error', () => undefined)
  const stopListening = connection.onGone((lost) => close({ lost }))

  return {
    send: (script) => void channel.write(script),
    async kill(script) {
      if (isKilled || connection.gone !== undefined) return
      isKilled = true
      // Unread, its window runs out and it stops sending; how the shell ends is told beside the stream.
      channel.pause()
      channel.stderr.pause()
      const isSwept = await endScript(channel, { script, exited: exited.promise, killMs: limits.killMs })
      close(end)
      if (!isSwept && script.hasStarted)
        await sweep(connection, { group: script.group, tag: options.tag, timeoutMs: limits.killMs })
    },
  }
}

/** True when the watcher ended everything; after the signal alone, processes that left the group may live on. */
async function endScript(
  channel: ClientChannel,
  {
    script,
    exited,
    killMs,
  }: { readonly script: StartedScript; readonly exited: Promise<void>; readonly killMs: number },
): Promise<boolean> {
  // The watcher needs no signal support, which sshd has not for root (no privilege separation).
  channel.write('\n')
  if (script.hasStarted && (await settledWithin(exited, killMs))) return true
  // Before any end(): closing a channel kills nothing, and after end() this is a silent no-op.
  channel.signal('KILL')
  await settledWithin(exited, killMs)
  return false
}

/** The last way to kill, from a channel of its own; what it cannot do within its time is left. */
async function sweep(
  connection: Connection,
  options: { readonly group: number | undefined; readonly tag: string; readonly timeoutMs: number },
): Promise<void> {
  const signal = AbortSignal.timeout(options.timeoutMs)
  const finished = Promise.withResolvers<void>()
  const stopListening = connection.onGone(() => finished.resolve())
  signal.addEventListener('abort', () => finished.resolve(), { once: true })
  try {
    await openChannel(connection, {
      timeoutMs: options.timeoutMs,
      signal,
      request: (client, callback) => client.exec(shellCommand(), callback),
      onOpen: (channel) => {
        channel.on('exit', () => finished.resolve()).on('close', () => finished.resolve())
        channel.resume()
        channel.stderr.resume()
        channel.end(sweepScript(options.tag, options.group))
        void finished.promise.then(() => channel.close())
      },
    })
    await finished.promise
  } catch {
    // The host refused the second channel: the signal was all there was.
  } finally {
    stopListening()
  }
}
