import { setTimeout as wait } from 'node:timers/promises'
import type { Json } from './json.ts'
import type { LocalSlackState } from './state.ts'

/** Something that Slack sends to the app. */
export interface Envelope {
  readonly type: 'slash_commands' | 'interactive' | 'events_api'
  readonly payload: Json
}

/** What came of one sending: the app's acknowledgement with what it carried, or why there was none. */
export type Ack =
  | { readonly kind: 'acked'; readonly afterMs: number; readonly payload: unknown }
  | { readonly kind: 'failed'; readonly reason: string }

/** Socket Mode or HTTP: sends one envelope and waits for its acknowledgement. */
export interface Transport {
  send(envelope: Envelope, retry?: { attempt: number; reason: string }): Promise<Ack>
  stop(): Promise<void>
}

/** Within which Slack wants its acknowledgement. */
export const ackLimitMs = 3000
/** Slack repeats events at once, after one minute and after five; commands and clicks are never repeated. */
const eventRetriesMs = [0, 60_000, 300_000]

/** Sends as Slack does: once for commands and clicks, up to four times for events, and everything twice when asked to. */
export function createDeliver(
  transport: Transport,
  state: LocalSlackState,
  stopped: AbortSignal,
): (envelope: Envelope) => Promise<Ack> {
  const sendOnce = async (envelope: Envelope, isDuplicate: boolean, retry?: { attempt: number; reason: string }) => {
    const at = state.now()
    const ack = await transport.send(envelope, retry)
    state.log.deliveries.push({
      kind: envelope.type,
      at,
      ackMs: ack.kind === 'acked' ? ack.afterMs : undefined,
      failure: ack.kind === 'failed' ? ack.reason : undefined,
      isDuplicate,
    })
    return ack
  }
  const repeatEvent = async (envelope: Envelope, first: string): Promise<void> => {
    let reason = first
    for (const [index, pauseMs] of eventRetriesMs.entries()) {
      await wait(pauseMs, undefined, { signal: stopped })
      const ack = await sendOnce(envelope, true, { attempt: index + 1, reason })
      if (ack.kind === 'acked') return
      reason = ack.reason
    }
  }
  return async (envelope) => {
    if (state.faults.duplicateDeliveries) void sendOnce(envelope, true)
    const taken = await sendOnce(envelope, false)
    const isLost = state.faults.loseEventAcks && envelope.type === 'events_api'
    const ack: Ack = isLost ? { kind: 'failed', reason: 'timeout' } : taken
    if (ack.kind === 'failed' && envelope.type === 'events_api')
      void repeatEvent(envelope, ack.reason).catch(() => undefined)
    return ack
  }
}
