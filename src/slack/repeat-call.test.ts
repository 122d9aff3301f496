import { describe, expect, it } from 'vitest'
import { repeatCall } from './repeat-call.ts'

const reset = { code: 'slack_webapi_request_error', message: 'socket hang up' }
const refused = { code: 'slack_webapi_platform_error', data: { error: 'not_allowed' } }
const rateLimited = { code: 'slack_webapi_rate_limited_error', retryAfter: 0.01 }
const now = (): number => performance.now()

/** Throws what it is told, call by call, then works. */
function failing(...faults: readonly unknown[]): { call: () => Promise<string>; calls: () => number } {
  let calls = 0
  return {
    calls: () => calls,
    call: async () => {
      const fault = faults[calls++]
      if (fault !== undefined) throw fault
      return 'done'
    },
  }
}

describe('repeatCall()', () => {
  it('repeats after what passes, and tells each failure', async () => {
    const { call, calls } = failing(reset, rateLimited)
    const kinds: string[] = []
    const options = {
      untilMs: now() + 5000,
      now,
      firstPauseMs: 1,
      onFailure: ({ kind }: { kind: string }) => void kinds.push(kind),
    }
    expect(await repeatCall(call, options)).toBe('done')
    expect([calls(), kinds]).toEqual([3, ['unclear', 'rate-limited']])
  })

  it.each([
    ['a refusal', refused, 5000],
    ['a pause that would be too late', rateLimited, 5],
  ])('throws %s at once', async (_, fault, forMs) => {
    const { call, calls } = failing(fault)
    await expect(repeatCall(call, { untilMs: now() + forMs, now })).rejects.toBe(fault)
    expect(calls()).toBe(1)
  })

  it('ends with what the last try threw when aborted in a pause', async () => {
    const { call, calls } = failing(reset)
    const controller = new AbortController()
    const repeated = repeatCall(call, { untilMs: now() + 1e6, now, firstPauseMs: 1e5, signal: controller.signal })
    controller.abort()
    await expect(repeated).rejects.toBe(reset)
    expect(calls()).toBe(1)
  })
})
