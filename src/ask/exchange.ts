import type { Duplex } from 'node:stream'
import type { Failed } from '../probe/answer.ts'
import type { Dialled, DialTarget } from '../probe/dial.ts'
import type { Unseen } from '../probe/unseen.ts'
import { createDeadline, type Deadline, untilFired } from './deadline.ts'
import { failureOf } from './failure-of.ts'

/** Opens a stream from the vantage of one ask. */
export type Open = (
  target: DialTarget,
  options: { readonly signal: AbortSignal; readonly timeoutMs: number },
) => Promise<Dialled>

/** What one ask needs of its surroundings. */
export interface Reach {
  readonly open: Open
  readonly signal: AbortSignal
}

/** The talk over one open stream. */
export interface Talk {
  readonly stream: Duplex
  /** Fires when the time is up or the run is aborted; the stream is destroyed at that moment. */
  readonly signal: AbortSignal
  /** Milliseconds since dialling began, to a tenth. */
  readonly elapsedMs: () => number
  /** How long dialling took. */
  readonly connectMs: number
  /** Names the phase that a failure from here on belongs to; `answer` at first. */
  readonly enter: (phase: Failed['phase']) => void
}

/** A moment for a talk to settle by itself once its stream was destroyed, with what it already has. */
const graceMs = 50

export const abortedRun: Unseen = { kind: 'unseen', reason: 'aborted', detail: 'the run ended first' }

/**
 * How long reaching the vantage itself may take on top of an ask's own time: a slow SSH login is no fact about the target.
 * The SSH edge bounds its own connecting and login below this.
 */
const vantageMs = 12_000

/**
 * Dials, talks, and leaves nothing open: the stream is destroyed however the talk ends. Errors of the talk become
 * `Failed` in the phase they belong to; time up is `timed-out`; an aborted run is `unseen`.
 */
export async function exchange<T>(
  target: DialTarget,
  reach: Reach & { readonly timeoutMs: number },
  talk: (talk: Talk) => Promise<T>,
): Promise<T | Failed | Unseen> {
  const elapsedMs = startClock()
  const dialled = await open(target, reach)
  if (dialled.kind !== 'stream') return reach.signal.aborted ? abortedRun : dialled
  const { stream } = dialled
  stream.on('error', () => {})
  using deadline = createDeadline(reach.signal, reach.timeoutMs)
  let phase: Failed['phase'] = 'answer'
  const destroy = () => stream.destroy(deadline.signal.reason as Error)
  deadline.signal.addEventListener('abort', destroy, { once: true })
  try {
    const enter = (next: Failed['phase']) => {
      phase = next
    }
    const talking = talk({ stream, signal: deadline.signal, elapsedMs, connectMs: elapsedMs(), enter })
    return await untilFired(talking, deadline.signal, graceMs)
  } catch (error) {
    return ended(error, deadline, { phase, afterMs: elapsedMs() })
  } finally {
    stream.destroy()
  }
}

/**
 * The dial keeps its own time for the target. One that is late was held up on the way to the vantage, so nothing was seen
 * of the target: it is left behind, and its late stream destroyed.
 */
async function open(
  target: DialTarget,
  { open, signal, timeoutMs }: Reach & { readonly timeoutMs: number },
): Promise<Dialled> {
  using patience = createDeadline(signal, timeoutMs + vantageMs)
  const dialling = open(target, { signal, timeoutMs })
  try {
    return await untilFired(dialling, patience.signal, graceMs)
  } catch (error) {
    dialling.then(
      (late) => late.kind === 'stream' && late.stream.on('error', () => {}).destroy(),
      () => {},
    )
    if (patience.isAborted()) return abortedRun
    if (!patience.signal.aborted) return failureOf(error, { phase: 'connect', afterMs: timeoutMs })
    return { kind: 'unseen', reason: 'timed-out', detail: `no way to the target within ${timeoutMs + vantageMs} ms` }
  }
}

function ended(
  error: unknown,
  deadline: Deadline,
  at: { readonly phase: Failed['phase']; readonly afterMs: number },
): Failed | Unseen {
  if (deadline.isAborted()) return abortedRun
  if (!deadline.signal.aborted) return failureOf(error, at)
  return { kind: 'failed', failure: 'timed-out', detail: `no ${waitedFor[at.phase]} within ${at.afterMs} ms`, ...at }
}

const waitedFor = {
  resolve: 'address',
  connect: 'connection',
  tls: 'TLS handshake',
  answer: 'answer on an open connection',
} as const

/** A stopwatch in milliseconds, to a tenth. */
export function startClock(): () => number {
  const startedAt = performance.now()
  return () => Math.round((performance.now() - startedAt) * 10) / 10
}
