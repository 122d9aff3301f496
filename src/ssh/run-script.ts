import { randomBytes } from 'node:crypto'
import { renderDuration } from '../lib/duration.ts'
import type { Section, SectionResult } from '../probe/execute.ts'
import type { Unseen } from '../probe/reading.ts'
import { frameScript } from './frame-script.ts'
import type { SshLimits } from './limits.ts'
import { createScriptReader, type ScriptEvent } from './script-reader.ts'
import type { OpenShell, Shell, ShellEnd } from './shell.ts'
import { SshError, unseenOf } from './ssh-error.ts'

export interface RunScriptOptions {
  readonly signal: AbortSignal
  readonly onSection: (result: SectionResult) => void
  readonly limits: SshLimits
  /** The run's mark in the environment of its processes. */
  readonly tag: string
}

/** A section on its way. Clocks: `performance.now()`; a section that runs again keeps its first start. */
interface Pending {
  readonly section: Section
  startedAt?: number
}

/**
 * Runs sections in one shell and settles each as soon as it is known. One that exceeds its time or its output in the
 * foreground costs its shell: everything in it is killed and a new one runs the rest. Resolves when all are settled and
 * nothing is left running.
 */
export async function runScript(
  open: OpenShell,
  sections: readonly Section[],
  options: RunScriptOptions,
): Promise<void> {
  const pending = new Map(sections.map((section): [string, Pending] => [section.id, { section }]))
  const settle = (id: string, outcome: SectionResult['outcome']): void => {
    const entry = pending.get(id)
    if (!entry) return
    pending.delete(id)
    const durationMs = entry.startedAt === undefined ? 0 : Math.round(performance.now() - entry.startedAt)
    options.onSection({ id, at: new Date(Date.now() - durationMs).toISOString(), durationMs, outcome })
  }
  while (pending.size > 0) {
    const before = pending.size
    try {
      await runPass(open, [...pending.values()], { ...options, settle })
    } catch (error) {
      for (const id of pending.keys()) settle(id, unseenOf(error))
    }
    // Each pass settles one at least; should one not, it must not repeat for ever.
    if (pending.size === before) for (const id of pending.keys()) settle(id, garbled)
  }
}

const garbled: Unseen = {
  kind: 'unseen',
  reason: 'garbled',
  detail: 'ssh: the shell answered without settling anything',
}

interface PassOptions extends RunScriptOptions {
  readonly settle: (id: string, outcome: SectionResult['outcome']) => void
}

/** One shell: as many sections as it gets through. Rejects with what hinders all of them. */
async function runPass(open: OpenShell, entries: readonly Pending[], options: PassOptions): Promise<void> {
  const { limits, signal, settle } = options
  if (signal.aborted) throw new SshError('aborted', 'the run ended before this was looked at')
  const pass = Promise.withResolvers<void>()
  const timers = new Set<NodeJS.Timeout>()
  pass.promise.catch(() => undefined)
  const unsettled = new Set(entries)
  let shell: Shell | undefined
  let group: number | undefined
  let hasStarted = false
  let hangs = false
  let isCut = false
  let isOver = false

  const finish = (error?: Error): void => {
    if (isOver) return
    isOver = true
    if (error) pass.reject(error)
    else pass.resolve()
  }
  /** Nothing that runs there is wanted any more. */
  const cut = (error?: Error): void => {
    isCut = true
    finish(error)
  }
  const after = (ms: number, act: () => void): NodeJS.Timeout => {
    const timer = setTimeout(act, Math.max(0, ms))
    timers.add(timer)
    return timer
  }
  const settleEntry = (entry: Pending, outcome: SectionResult['outcome']): void => {
    unsettled.delete(entry)
    settle(entry.section.id, outcome)
    // The shell says so itself when it is done, unless it waits for a section that hangs.
    if (unsettled.size === 0) after(hangs ? 0 : limits.killMs, () => isOver || cut())
  }
  /** Starts a section's clock, or takes up what is left of it. */
  const watch = (entry: Pending): void => {
    entry.startedAt ??= performance.now()
    const leftMs = entry.startedAt + entry.section.timeoutMs - performance.now()
    after(leftMs, () => {
      if (isOver || !unsettled.has(entry)) return
      hangs = true
      settleEntry(entry, timedOut(entry.section))
      if (!entry.section.mayHang) cut()
    })
  }
  const watchCurrent = (): void => {
    const entry = entries[reader.current() ?? -1]
    if (entry && unsettled.has(entry)) watch(entry)
  }
  const onEvent = (event: ScriptEvent): void => {
    if (isOver) return
    switch (event.kind) {
      case 'started':
        hasStarted = true
        group = event.group === event.pid ? event.group : undefined
        clearTimeout(shellTimer)
        for (const entry of entries) if (entry.section.mayHang) watch(entry)
        return watchCurrent()
      case 'ended': {
        const entry = entries[event.index]
        if (entry) settleEntry(entry, { kind: 'ran', output: event.output })
        if (entry && !entry.section.mayHang) watchCurrent()
        return
      }
      case 'over-limit': {
        const entry = entries[event.index]
        if (entry)
          settleEntry(entry, { kind: 'unseen', reason: 'output-limit', detail: `${entry.section.id} ${event.detail}` })
        return cut()
      }
      case 'noisy':
        return cut(
          new SshError(
            'shell-noisy',
            `the login shell printed more than ${limits.noiseBytes} bytes before it ran anything`,
            { fix: "let the account's login files print nothing where there is no terminal, or use another account" },
          ),
        )
      case 'done':
        return unsettled.size === 0 ? finish() : undefined
      default:
        event satisfies never
    }
  }
  const nonce = randomBytes(16).toString('hex')
  const reader = createScriptReader(
    entries.map(({ section }) => section),
    { nonce, limitLines: limits.lines, limitNoiseBytes: limits.noiseBytes, onEvent },
  )
  const onClose = (end: ShellEnd): void => {
    shell = undefined
    if (isOver) return
    if (end.lost !== undefined) return finish(new SshError('lost', end.lost))
    if (!hasStarted) return finish(shellRefused(end, reader.noise()))
    const entry = entries[reader.current() ?? -1]
    const stranded = entry && unsettled.has(entry) ? [entry] : [...unsettled]
    for (const one of stranded) settleEntry(one, endedEarly(one.section, end, reader.lastWords()))
    finish()
  }
  const onAbort = (): void => cut(new SshError('aborted', 'the run ended before this was seen'))
  let shellTimer: NodeJS.Timeout | undefined

  signal.addEventListener('abort', onAbort, { once: true })
  try {
    shell = await open(
      {
        onStdout: (chunk) => isOver || reader.stdout(chunk),
        onStderr: (chunk) => isOver || reader.stderr(chunk),
        onClose,
      },
      { signal },
    )
    if (isOver) return await pass.promise
    shellTimer = after(limits.shellMs, () =>
      cut(
        new SshError('shell-refused', `the login shell ran nothing within ${renderDuration(limits.shellMs)}`, {
          fix: "look at what the account's login files and shell wait for: ssh -v … true",
        }),
      ),
    )
    const script = frameScript(
      entries.map(({ section }) => section),
      { nonce, tag: options.tag },
    )
    shell.send(script)
    await pass.promise
  } finally {
    isOver = true
    signal.removeEventListener('abort', onAbort)
    for (const timer of timers) clearTimeout(timer)
    if (isCut) await shell?.kill({ hasStarted, group })
  }
}

function timedOut(section: Section): Unseen {
  return {
    kind: 'unseen',
    reason: 'timed-out',
    detail: `${section.id}: no end within ${renderDuration(section.timeoutMs)}`,
  }
}

function endedEarly(section: Section, end: ShellEnd, words: string): Unseen {
  const detail = `${section.id}: the shell ended ${endOf(end)} in the middle of it${words ? `: ${words}` : ''}`
  return { kind: 'unseen', reason: 'garbled', detail }
}

function shellRefused(end: ShellEnd, noise: string): SshError {
  const words = noise.split('\n')[0] ?? ''
  return new SshError(
    'shell-refused',
    `the login shell ended ${endOf(end)} before it ran anything${words ? `: "${words}"` : ''}`,
    { fix: 'give the account a shell that runs commands (usermod -s /bin/sh …), or use another account' },
  )
}

function endOf({ exit, signal }: ShellEnd): string {
  return signal === undefined ? `(exit ${exit ?? 'unknown'})` : `(signal ${signal})`
}
