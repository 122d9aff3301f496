import { describe, expect, it } from 'vitest'
import { createConnectionWatch } from './connection-watch.ts'

describe('createConnectionWatch()', () => {
  it.each<[string, readonly (readonly [atMs: number, isConnected: boolean])[], number, boolean]>([
    ['nothing heard yet', [], 0, false],
    ['told that it is not connected, at the start', [[0, false]], 1, false],
    ['connected', [[0, true]], 1_000_000, true],
    [
      'lost a moment ago',
      [
        [0, true],
        [1000, false],
      ],
      15_999,
      true,
    ],
    [
      'lost for long',
      [
        [0, true],
        [1000, false],
      ],
      16_000,
      false,
    ],
    [
      'lost for long, told so again and again',
      [
        [0, true],
        [1000, false],
        [15_000, false],
      ],
      16_000,
      false,
    ],
    [
      'back after long',
      [
        [0, true],
        [1000, false],
        [60_000, true],
      ],
      60_001,
      true,
    ],
  ])('%s', (_, heard, askedAtMs, isReady) => {
    let nowMs = 0
    const watch = createConnectionWatch({ now: () => nowMs })
    for (const [atMs, isConnected] of heard) {
      nowMs = atMs
      watch.heard(isConnected)
    }
    nowMs = askedAtMs
    expect(watch.isReady()).toBe(isReady)
  })
})
