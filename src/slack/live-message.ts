import { setTimeout as wait } from 'node:timers/promises'
import type { SlackMessage } from '../report/slack/root-message.ts'
import { validateMessage } from '../report/slack/validate-message.ts'
import type { SlackMode } from '../report/slack/view.ts'
import { type Backoff, createBackoff } from './backoff.ts'
import type { CallBudget } from './call-budget.ts'
import { type CallFailure, type MessageMark, readFailure, type SlackCalls } from './slack-calls.ts'

/** What became of a message in the end. */
export type Delivery =
  | { readonly kind: 'delivered'; readonly ts: string }
  /** It cannot be delivered: the channel is closed to us, or the message was deleted. */
  | { readonly kind: 'given-up'; readonly reason: string }

/** How much of Block Kit this workspace took so far; shared by its messages, only ever lowered. */
export interface ModeMemory {
  mode: SlackMode
}

export interface LiveMessageOptions {
  readonly calls: SlackCalls
  readonly channel: string
  readonly threadTs?: string
  readonly mark: MessageMark
  readonly memory: ModeMemory
  readonly posts: CallBudget
  readonly updates: CallBudget
  /** Least time between two updates of this message; Slack asks for about one a second, 1.2 s leaves room. */
  readonly gapMs: () => number
  readonly onProblem: (failure: CallFailure) => void
  /** How long an outage of Slack is waited out before the final state is given up. */
  readonly patienceMs?: number
  readonly now: () => number
  /** The bot stops: what is not delivered by then is given up. */
  readonly signal?: AbortSignal
}

const lower: Readonly<Record<SlackMode, SlackMode>> = { plan: 'blocks', blocks: 'text', text: 'text' }
const lowest = (a: SlackMode, b: SlackMode): SlackMode => (depths[a] > depths[b] ? a : b)
const depths: Readonly<Record<SlackMode, number>> = { plan: 0, blocks: 1, text: 2 }
/** The first wait after an unclear failure. */
const firstBackoffMs = 500
const defaultPatienceMs = 15 * 60_000
const stopped: Delivery = { kind: 'given-up', reason: 'the bot was stopped' }

interface State {
  readonly build: (mode: SlackMode) => SlackMessage
  readonly isFinal: boolean
}

/**
 * One message that follows a run: shown again and again, one call in flight, the newest state wins, the final one always
 * arrives or is given up with a reason, and nothing is ever posted twice.
 */
export class LiveMessage {
  readonly #options: LiveMessageOptions
  readonly #owner: string
  readonly #backoff: Backoff
  readonly #posted = Promise.withResolvers<string | undefined>()
  readonly #finished = Promise.withResolvers<Delivery>()
  /** Below the workspace's when Slack refused this message for what is in it. */
  #mode: SlackMode = 'plan'
  #sentMode: SlackMode = 'plan'
  #wanted: State | undefined
  #hasFinal = false
  #isClosed = false
  #isRunning = false
  #ts: string | undefined
  /** A post may have worked although its answer was lost: look before posting again. */
  #mayExist = false
  #lastCallAt = Number.NEGATIVE_INFINITY
  #troubleSince: number | undefined

  constructor(options: LiveMessageOptions) {
    this.#options = options
    this.#owner = `${options.mark.runId}/${options.mark.part}`
    this.#backoff = createBackoff({ firstMs: firstBackoffMs, signal: options.signal })
  }

  /** Shows a state; cheap, returns at once. After a final state nothing else is shown. */
  show(build: State['build'], options: { readonly isFinal?: boolean } = {}): void {
    if (this.#hasFinal) return
    this.#hasFinal = options.isFinal ?? false
    this.#wanted = { build, isFinal: this.#hasFinal }
    if (!this.#isRunning && !this.#isClosed) void this.#run()
  }

  /** The message's id as soon as it has one; undefined when it was given up. */
  posted(): Promise<string | undefined> {
    return this.#posted.promise
  }

  /** Resolves when the final state was delivered or given up. */
  finished(): Promise<Delivery> {
    return this.#finished.promise
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    while (this.#wanted && !this.#isClosed) await this.#deliver()
    this.#isRunning = false
  }

  async #deliver(): Promise<void> {
    const isUpdate = this.#ts !== undefined
    if (!(await this.#turn(isUpdate))) return this.#close(stopped)
    const showing = this.#wanted
    if (!showing) return
    this.#wanted = undefined
    this.#lastCallAt = this.#options.now()
    try {
      await this.#send(this.#buildFitting(showing.build))
      this.#succeed(showing)
    } catch (error) {
      this.#wanted ??= showing
      await this.#recover(readFailure(error), isUpdate)
    }
  }

  /** Waits until a call may be made; false when the bot stops before. */
  async #turn(isUpdate: boolean): Promise<boolean> {
    const { posts, updates, gapMs, now, signal } = this.#options
    const until = signal ? { signal } : {}
    try {
      if (isUpdate) await wait(Math.max(0, this.#lastCallAt + gapMs() - now()), undefined, until)
      await (isUpdate ? updates : posts).take(this.#owner, { isFinal: () => this.#hasFinal || !isUpdate, ...until })
      return true
    } catch {
      return false
    }
  }

  /** The message as the workspace takes it: lowered until it is within Slack's limits. */
  #buildFitting(build: State['build']): SlackMessage {
    for (let mode = lowest(this.#mode, this.#options.memory.mode); ; mode = lower[mode]) {
      const message = build(mode)
      this.#sentMode = mode
      if (mode === 'text' || validateMessage(message).length === 0) return message
    }
  }

  async #send(message: SlackMessage): Promise<void> {
    const { calls, channel, threadTs, mark } = this.#options
    const at = { channel, ...(threadTs ? { threadTs } : {}), mark }
    if (this.#ts === undefined && this.#mayExist) this.#ts = await calls.find(at)
    if (this.#ts !== undefined) return calls.update({ ...at, ...message, ts: this.#ts })
    try {
      this.#mayExist = true
      this.#ts = (await calls.post({ ...at, ...message })).ts
    } catch (error) {
      // A clear no means that there is no message to look for.
      this.#mayExist = readFailure(error).kind === 'unclear'
      throw error
    }
  }

  #succeed(shown: State): void {
    this.#troubleSince = undefined
    this.#backoff.reset()
    this.#posted.resolve(this.#ts)
    if (shown.isFinal && this.#ts !== undefined) this.#close({ kind: 'delivered', ts: this.#ts })
  }

  async #recover(failure: CallFailure, isUpdate: boolean): Promise<void> {
    const { onProblem, posts, updates, memory, now } = this.#options
    onProblem(failure)
    this.#troubleSince ??= now()
    if (failure.kind === 'rate-limited') return (isUpdate ? updates : posts).pause(failure.retryAfterMs)
    if (failure.kind === 'unclear' && now() - this.#troubleSince <= (this.#options.patienceMs ?? defaultPatienceMs)) {
      if (!(await this.#backoff.pause())) this.#close(stopped)
      return
    }
    const isTooMuch = failure.kind === 'bad-blocks' || failure.kind === 'too-long'
    if (!isTooMuch || this.#sentMode === 'text') return this.#close({ kind: 'given-up', reason: describe(failure) })
    this.#mode = lower[this.#sentMode]
    if (failure.kind === 'bad-blocks' && failure.isUnknownBlock) memory.mode = lowest(memory.mode, this.#mode)
  }

  #close(delivery: Delivery): void {
    this.#isClosed = true
    this.#posted.resolve(delivery.kind === 'delivered' ? delivery.ts : undefined)
    this.#finished.resolve(delivery)
  }
}

function describe(failure: CallFailure): string {
  switch (failure.kind) {
    case 'gone':
      return 'the message was deleted'
    case 'closed':
    case 'refused':
      return failure.reason
    case 'rate-limited':
      return 'rate limited'
    default:
      return failure.detail
  }
}
