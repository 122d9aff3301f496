import { renderDuration } from '../lib/duration.ts'
import type { Section, SectionResult } from '../probe/execute.ts'
import type { Unseen } from '../probe/unseen.ts'
import { frameScript } from './frame-script.ts'
import type { SshLimits } from './limits.ts'
import { createScriptReader, type ScriptEvent, type ScriptReader } from './script-reader.ts'
import type { OpenShell, Shell, ShellEnd } from './shell.ts'
import { SshError } from './ssh-error.ts'

/** A section on its way. `startedAt` is of `performance.now()`; one that runs again keeps its first start. */
export interface Pending {
  readonly section: Section
  startedAt?: number
}

export interface ScriptPassOptions {
  readonly signal: AbortSignal
  readonly limits: SshLimits
  readonly nonce: string
  readonly tag: string
  readonly settle: (id: string, outcome: SectionResult['outcome']) => void
}

/** One shell and as many sections as it gets through. Owns the shell: `run()` resolves when it is gone, however it went. */
export class ScriptPass {
  readonly #entries: readonly Pending[]
  readonly #options: ScriptPassOptions
  readonly #reader: ScriptReader
  readonly #unsettled: Set<Pending>
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #finished = Promise.withResolvers<void>()
  #shell: Shell | undefined
  #shellTimer: NodeJS.Timeout | undefined
  #group: number | undefined
  #hasStarted = false
  /** A section in the background timed out: the shell will not end by itself. */
  #hangs = false
  /** Nothing that runs there is wanted any more. */
  #isCut = false
  #isOver = false

  constructor(entries: readonly Pending[], options: ScriptPassOptions) {
    const { limits, nonce } = options
    this.#entries = entries
    this.#options = options
    this.#unsettled = new Set(entries)
    this.#reader = createScriptReader(
      entries.map(({ section }) => section),
      { nonce, limitLines: limits.lines, limitNoiseBytes: limits.noiseBytes, onEvent: (event) => this.#onEvent(event) },
    )
    // It may fail before anybody waits for it.
    this.#finished.promise.catch(() => undefined)
  }

  /** Rejects with what hinders all sections that are left. */
  async run(open: OpenShell): Promise<void> {
    const { signal, limits, nonce, tag } = this.#options
    if (signal.aborted) throw new SshError('aborted', 'the run ended before this was looked at')
    const onAbort = (): void => this.#cut(new SshError('aborted', 'the run ended before this was seen'))
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      this.#shell = await open(
        {
          onStdout: (chunk) => this.#isOver || this.#reader.stdout(chunk),
          onStderr: (chunk) => this.#isOver || this.#reader.stderr(chunk),
          onClose: (end) => this.#onClose(end),
        },
        { signal },
      )
      if (!this.#isOver) {
        this.#shellTimer = this.#after(limits.shellMs, () => this.#cut(shellMute(limits.shellMs)))
        const sections = this.#entries.map(({ section }) => section)
        this.#shell.send(frameScript(sections, { nonce, tag }))
      }
      await this.#finished.promise
    } finally {
      this.#isOver = true
      signal.removeEventListener('abort', onAbort)
      for (const timer of this.#timers) clearTimeout(timer)
      if (this.#isCut) await this.#shell?.kill({ hasStarted: this.#hasStarted, group: this.#group })
    }
  }

  #onEvent(event: ScriptEvent): void {
    if (this.#isOver) return
    switch (event.kind) {
      case 'started':
        this.#hasStarted = true
        this.#group = event.group === event.pid ? event.group : undefined
        clearTimeout(this.#shellTimer)
        for (const entry of this.#entries) if (entry.section.mayHang) this.#watch(entry)
        return this.#watchCurrent()
      case 'ended': {
        const entry = this.#entries[event.index]
        if (!entry) return
        this.#settle(entry, { kind: 'ran', output: event.output })
        return entry.section.mayHang ? undefined : this.#watchCurrent()
      }
      case 'over-limit': {
        const entry = this.#entries[event.index]
        if (entry) this.#settle(entry, overLimit(entry.section, event.detail))
        return event.isOver ? undefined : this.#cut()
      }
      case 'noisy':
        return this.#cut(shellNoisy(this.#options.limits.noiseBytes))
      case 'done':
        return this.#unsettled.size === 0 ? this.#finish() : undefined
      default:
        event satisfies never
    }
  }

  #onClose(end: ShellEnd): void {
    this.#shell = undefined
    if (this.#isOver) return
    if (end.lost !== undefined) return this.#finish(new SshError('lost', end.lost))
    if (!this.#hasStarted) return this.#finish(shellRefused(end, this.#reader.noise()))
    const entry = this.#entries[this.#reader.current() ?? -1]
    const stranded = entry && this.#unsettled.has(entry) ? [entry] : [...this.#unsettled]
    for (const { section } of stranded)
      this.#options.settle(section.id, endedEarly(section, end, this.#reader.lastWords()))
    this.#finish()
  }

  /** Starts a section's clock, or takes up what is left of it. */
  #watch(entry: Pending): void {
    entry.startedAt ??= performance.now()
    const leftMs = entry.startedAt + entry.section.timeoutMs - performance.now()
    this.#after(leftMs, () => {
      if (this.#isOver || !this.#unsettled.has(entry)) return
      this.#hangs = true
      this.#settle(entry, timedOut(entry.section))
      if (!entry.section.mayHang) this.#cut()
    })
  }

  #watchCurrent(): void {
    const entry = this.#entries[this.#reader.current() ?? -1]
    if (entry && this.#unsettled.has(entry)) this.#watch(entry)
  }

  #settle(entry: Pending, outcome: SectionResult['outcome']): void {
    this.#unsettled.delete(entry)
    this.#options.settle(entry.section.id, outcome)
    // The shell says so itself when it is done, unless it waits for a section that hangs.
    if (this.#unsettled.size === 0)
      this.#after(this.#hangs ? 0 : this.#options.limits.killMs, () => this.#isOver || this.#cut())
  }

  #cut(error?: Error): void {
    this.#isCut = true
    this.#finish(error)
  }

  #finish(error?: Error): void {
    if (this.#isOver) return
    this.#isOver = true
    if (error) this.#finished.reject(error)
    else this.#finished.resolve()
  }

  #after(ms: number, act: () => void): NodeJS.Timeout {
    const timer = setTimeout(act, Math.max(0, ms))
    this.#timers.add(timer)
    return timer
  }
}

function timedOut(section: Section): Unseen {
  return {
    kind: 'unseen',
    reason: 'timed-out',
    detail: `${section.label}: no end within ${renderDuration(section.timeoutMs)}`,
  }
}

function overLimit(section: Section, detail: string): Unseen {
  return { kind: 'unseen', reason: 'output-limit', detail: `${section.label} ${detail}` }
}

function endedEarly(section: Section, end: ShellEnd, words: string): Unseen {
  const detail = `${section.label}: the shell ended ${endOf(end)} in the middle of it${words ? `: ${words}` : ''}`
  return { kind: 'unseen', reason: 'garbled', detail }
}

function shellMute(ms: number): SshError {
  return new SshError('shell-refused', `the login shell ran nothing within ${renderDuration(ms)}`, {
    fix: "look at what the account's login files and shell wait for (log in by hand with ssh -v)",
  })
}

function shellNoisy(bytes: number): SshError {
  return new SshError('shell-noisy', `the login shell printed more than ${bytes} bytes before it ran anything`, {
    fix: "let the account's login files print nothing where there is no terminal, or use another account",
  })
}

function shellRefused(end: ShellEnd, noise: string): SshError {
  const words = noise.split('\n')[0] ?? ''
  return new SshError(
    'shell-refused',
    `the login shell ended ${endOf(end)} before it ran anything${words ? `: "${words}"` : ''}`,
    { fix: 'give the account a shell that runs commands (usermod --shell /bin/sh), or use another account' },
  )
}

function endOf({ exit, signal }: ShellEnd): string {
  return signal === undefined ? `(exit ${exit ?? 'unknown'})` : `(signal ${signal})`
}
