import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { createBackoff } from './backoff.ts'

describe('createBackoff()', () => {
  it('doubles each pause up to the most, and begins again after a reset', async () => {
    const backoff = createBackoff({ firstMs: 1, mostMs: 3 })
    const pauses: number[] = []
    for (let n = 0; n < 4; n++) {
      pauses.push(backoff.nextMs)
      expect(await backoff.pause()).toBe(true)
    }
    backoff.reset()
    expect([...pauses, backoff.nextMs]).toEqual([1, 2, 3, 3, 1])
  })

  it('waits as long as it was asked to, and counts that as no try', async () => {
    const backoff = createBackoff({ firstMs: 1 })
    const start = performance.now()
    await backoff.pause(30)
    expect(performance.now() - start).toBeGreaterThan(25)
    expect(backoff.nextMs).toBe(1)
  })

  it('ends at once when aborted, says so, and leaves no listener', async () => {
    const controller = new AbortController()
    const backoff = createBackoff({ firstMs: 600_000, signal: controller.signal })
    const paused = backoff.pause()
    controller.abort()
    expect(await paused).toBe(false)
    expect(await backoff.pause()).toBe(false)
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
  })
})
