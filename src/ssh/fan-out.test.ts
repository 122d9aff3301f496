import { describe, expect, it } from 'vitest'
import { createFanOut } from './fan-out.ts'

/** The limit after so many logins of the same times each. */
function limitAfter(logins: readonly (readonly [times: number, connectMs: number, handshakeMs: number])[]): number {
  const fanOut = createFanOut(64)
  for (const [times, connectMs, handshakeMs] of logins) {
    for (let time = 0; time < times; time++) fanOut.onLogin({ connectMs, handshakeMs })
  }
  return fanOut.semaphore.limit
}

describe('createFanOut()', () => {
  it.each([
    ['begins with half', [], 32],
    ['widens while logins are quick', [[100, 1, 25]], 64],
    [
      'narrows when they take many times the best one',
      [
        [5, 1, 25],
        [100, 1, 400],
      ],
      16,
    ],
    [
      'does not take distance for a crowd',
      [
        [5, 1, 25],
        [100, 100, 540],
      ],
      64,
    ],
    [
      'widens again',
      [
        [5, 1, 25],
        [100, 1, 400],
        [100, 1, 30],
      ],
      64,
    ],
    [
      'does not mind a factor of little',
      [
        [5, 1, 6],
        [100, 1, 90],
      ],
      64,
    ],
  ] as const)('%s', (_name, logins, limit) => {
    expect(limitAfter(logins)).toBe(limit)
  })

  it('narrows at once when somebody hangs up, but never to nothing', () => {
    const fanOut = createFanOut(64)
    fanOut.onHungUp()
    expect(fanOut.semaphore.limit).toBe(25)
    for (let time = 0; time < 20; time++) fanOut.onHungUp()
    expect(fanOut.semaphore.limit).toBe(8)
  })

  it('keeps to a small limit of its own', () => {
    const fanOut = createFanOut(2)
    fanOut.onHungUp()
    for (let time = 0; time < 20; time++) fanOut.onLogin({ connectMs: 1, handshakeMs: 9000 })
    expect(fanOut.semaphore.limit).toBe(2)
  })

  it('is as patient as hosts are slow, so that slowness for all does not let in more and more', () => {
    const fanOut = createFanOut(64)
    for (let time = 0; time < 20; time++) fanOut.onSettled(200)
    expect(fanOut.patienceMs()).toBe(1000)
    for (let time = 0; time < 40; time++) fanOut.onSettled(2000)
    expect(Math.round(fanOut.patienceMs() / 100)).toBe(60)
  })
})
