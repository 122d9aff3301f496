import { setTimeout as wait } from 'node:timers/promises'
import { repeatCall } from './repeat-call.ts'
import { type CallFailure, readFailure } from './slack-calls.ts'

/** Whether somebody sees the modal; `not-opened` says why, and they are told what to do instead. */
export type ModalOpening = { readonly kind: 'opened' } | { readonly kind: 'not-opened'; readonly failure: CallFailure }

/** A trigger opens a modal once and for three seconds after the click (docs.slack.dev, views.open); some are on the way. */
const triggerMs = 2600
/** Beyond this the person is told, though a slow Slack may still open it. */
const lateMs = 4000

/** Opens a modal with a trigger, again after 429, a reset or a 5xx as long as the trigger lives. Never throws. */
export async function openModal(
  open: () => Promise<unknown>,
  { receivedAtMs, now }: { readonly receivedAtMs: number; readonly now: () => number },
): Promise<ModalOpening> {
  const stopped = new AbortController()
  const late = wait(Math.max(0, receivedAtMs + lateMs - now()), undefined, { signal: stopped.signal }).then(
    (): ModalOpening => ({ kind: 'not-opened', failure: { kind: 'unclear', detail: 'no answer in time' } }),
  )
  late.catch(() => undefined)
  const opening = repeatCall(createOpenOnce(open), {
    untilMs: receivedAtMs + triggerMs,
    now,
    signal: stopped.signal,
  }).then(
    (): ModalOpening => ({ kind: 'opened' }),
    (error: unknown): ModalOpening => ({ kind: 'not-opened', failure: readFailure(error) }),
  )
  const outcome = await Promise.race([opening, late])
  stopped.abort()
  return outcome
}

/** `open` with a memory: a trigger that is used up after an answer was lost has opened the modal. */
function createOpenOnce(open: () => Promise<unknown>): () => Promise<void> {
  let mayBeOpen = false
  return async () => {
    try {
      await open()
    } catch (error) {
      const failure = readFailure(error)
      if (mayBeOpen && failure.kind === 'refused' && failure.reason.startsWith('exchanged_trigger_id')) return
      mayBeOpen ||= failure.kind === 'unclear'
      throw error
    }
  }
}
