import { describe, expect, it } from 'vitest'
import { openModal } from './open-modal.ts'

const platformError = (error: string): unknown => ({ code: 'slack_webapi_platform_error', data: { error } })
const reset = { code: 'slack_webapi_request_error', message: 'socket hang up' }
const serverError = { code: 'slack_webapi_http_error', message: 'statusCode = 503' }
const rateLimited = (retryAfter: number): unknown => ({ code: 'slack_webapi_rate_limited_error', retryAfter })
const now = (): number => performance.now()

/** Throws what it is told call by call; `'after'` opens first and then loses the answer. */
function fakeOpen(faults: readonly unknown[]): {
  open: () => Promise<void>
  calls: () => number
  opened: () => number
} {
  let calls = 0
  let opened = 0
  return {
    calls: () => calls,
    opened: () => opened,
    open: async () => {
      const fault = faults[calls++]
      if (fault !== undefined && fault !== 'after') throw fault
      if (opened > 0) throw platformError('exchanged_trigger_id')
      opened++
      if (fault === 'after') throw reset
    },
  }
}

describe('openModal()', () => {
  it.each<[string, readonly unknown[], number]>([
    ['nothing', [], 1],
    ['429 with a Retry-After within the life of the trigger', [rateLimited(0.05)], 2],
    ['a reset before the work', [reset], 2],
    ['a reset after the work', ['after'], 2],
    ['two 5xx', [serverError, serverError], 3],
  ])('opens it once after %s', async (_, faults, calls) => {
    const slack = fakeOpen(faults)
    expect(await openModal(slack.open, { receivedAtMs: now(), now })).toEqual({ kind: 'opened' })
    expect([slack.calls(), slack.opened()]).toEqual([calls, 1])
  })

  it.each<[string, readonly unknown[], string]>([
    ['429 for longer than the trigger lives', [rateLimited(30)], 'rate-limited'],
    ['a trigger that has expired', [platformError('expired_trigger_id')], 'refused'],
    ['a trigger that somebody else used', [platformError('exchanged_trigger_id')], 'refused'],
    ['blocks that Slack refuses', [platformError('invalid_blocks')], 'bad-blocks'],
  ])('gives up at once on %s', async (_, faults, kind) => {
    const slack = fakeOpen(faults)
    expect(await openModal(slack.open, { receivedAtMs: now(), now })).toMatchObject({ failure: { kind } })
    expect(slack.calls()).toBe(1)
  })

  it('makes no further try when the trigger is too old', async () => {
    const slack = fakeOpen([reset, reset])
    expect(await openModal(slack.open, { receivedAtMs: now() - 2500, now })).toMatchObject({ kind: 'not-opened' })
    expect(slack.calls()).toBe(1)
  })

  it('says so when Slack gives no answer in time', async () => {
    const opening = openModal(() => new Promise(() => undefined), { receivedAtMs: now() - 3900, now })
    expect(await opening).toMatchObject({ kind: 'not-opened', failure: { kind: 'unclear' } })
  })
})
