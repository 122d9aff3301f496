import type { Observation } from '../checklist/observation.ts'
import type { Slices } from '../lib/slices.ts'
import type { AskResult } from '../probe/execute.ts'
import { bot } from '../probe/reading.ts'
import type { Unseen } from '../probe/unseen.ts'
import { createFairQueue } from './create-fair-queue.ts'
import { createTurns, settleInTurns, type Turns } from './create-turns.ts'
import { runHostScript } from './run-host-script.ts'
import type { TakeOptions } from './take-options.ts'
import { unseenByBug, unseenReading } from './unseen-reading.ts'

/** How long asks wait for a host's first word before they try without it: a loaded host may need that long to fork. */
const firstWordMs = 2000

interface HostState {
  /** Asks are held back until the host is known to answer, so that dead hosts fill no queue. */
  isOpen: boolean
  readonly held: Observation[]
  /** Why the host cannot be reached, once that is known: its asks settle with it at once. */
  unreachable?: Unseen
  readonly controller: AbortController
}

/**
 * Makes observations: all sections of a host in one script, asks in a fair queue. Returns the function that starts more of
 * them; each ends in a reading unless the signal aborts first. Never throws: a bug in an effect or in a parser becomes
 * a reading that is `garbled`.
 */
export function takeReadings(options: TakeOptions): (observations: readonly Observation[]) => void {
  const queue = createFairQueue({ total: options.asksInFlight ?? 128, perKey: options.asksPerHost ?? 8 })
  const hosts = new Map<string, HostState>()
  const turns = createTurns()
  options.signal.addEventListener('abort', () => hosts.forEach((state) => state.controller.abort()), { once: true })

  const open = (state: HostState): void => {
    state.isOpen = true
    for (const observation of state.held.splice(0)) enqueue(observation, state)
  }
  const close = (state: HostState, unreachable: Unseen): void => {
    state.unreachable = unreachable
    state.controller.abort()
    open(state)
  }
  const enqueue = (observation: Observation, state: HostState): void => {
    if (!state.isOpen) state.held.push(observation)
    else if (state.unreachable) settleUnreachable(observation, state.unreachable, options)
    else queue(observation.host, () => makeAsk(observation, state, { ...options, turns }))
  }
  const startScript = (host: string, observations: readonly Observation[]): void => {
    const known = hosts.get(host)
    const state = known ?? createHostState(host !== bot)
    hosts.set(host, state)
    const timer = known ? undefined : setTimeout(() => open(state), firstWordMs).unref()
    const heard = (outcome: { readonly kind: 'ran' } | Unseen): void => {
      clearTimeout(timer)
      if (outcome.kind === 'unseen' && isNoWay(outcome)) close(state, outcome)
      else if (!state.isOpen) open(state)
    }
    void runHostScript(host, observations, { ...options, heard, turns })
  }

  return (observations) => {
    const sections = observations.filter((observation) => observation.how.kind === 'section')
    for (const [host, ofHost] of Map.groupBy(sections, (section) => section.host)) startScript(host, ofHost)
    for (const observation of observations) {
      if (observation.how.kind !== 'ask') continue
      const state = hosts.get(observation.host) ?? createHostState(false)
      hosts.set(observation.host, state)
      enqueue(observation, state)
    }
  }
}

/** Whoever looks there gets no further, be it the host's fault or ours. */
function isNoWay({ reason }: Unseen): boolean {
  return reason === 'unreachable' || reason === 'this-machine'
}

function createHostState(isHeldBack: boolean): HostState {
  return { isOpen: !isHeldBack, held: [], controller: new AbortController() }
}

interface AskOptions extends TakeOptions {
  /** Large answers are read one slice in a turn. */
  readonly turns: Turns
}

async function makeAsk(observation: Observation, state: HostState, options: AskOptions): Promise<void> {
  if (observation.how.kind !== 'ask' || options.signal.aborted) return
  if (state.unreachable) return settleUnreachable(observation, state.unreachable, options)
  const startedAt = options.now()
  const taken = () => ({ at: isoTime(startedAt), durationMs: options.now() - startedAt })
  try {
    const { signal } = state.controller
    const result = await options.execute.ask(observation.host, observation.how.ask, { signal })
    if (state.unreachable && !options.signal.aborted) settleUnreachable(observation, state.unreachable, options)
    else await settleInTurns(options.turns, settleAsk(observation, result, options))
  } catch (error) {
    options.onReading(observation, unseenReading(observation, unseenByBug(error), taken()))
  }
}

function* settleAsk(observation: Observation, result: AskResult, options: TakeOptions): Slices<void> {
  try {
    options.onReading(observation, yield* options.readAsk(observation, result))
  } catch (error) {
    options.onReading(observation, unseenReading(observation, unseenByBug(error), result))
  }
}

function settleUnreachable(observation: Observation, unreachable: Unseen, options: TakeOptions): void {
  options.onReading(observation, unseenReading(observation, unreachable, { at: isoTime(options.now()), durationMs: 0 }))
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}
