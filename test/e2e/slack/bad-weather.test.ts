import { describe, expect, it } from 'vitest'
import { useInBadWeather } from './bad-weather.ts'

describe('the bot under 429, 5xx, resets after the work, renewed sockets and double delivery', () => {
  it('ends every run with exactly one root message and one checklist in its final state', async () => {
    const weathered = await useInBadWeather({ forMs: 20_000, everyMs: 2500, settleMs: 60_000 })
    expect(weathered.broken).toEqual([])
    expect(weathered.runs).toBe(weathered.taken)
    expect(weathered.taken).toBeGreaterThanOrEqual(6)
    expect(weathered.errors).toEqual([])
    expect(Object.keys(weathered.outcomes)).toEqual(
      expect.arrayContaining(['injected 429', 'injected 503 after the work', 'injected reset after the work']),
    )
  }, 120_000)
})
