import { expect, it } from 'vitest'
import { createPauses, finish, type Slices } from './slices.ts'

function* sum(sizes: readonly number[]): Slices<number> {
  const pause = createPauses(10)
  let total = 0
  for (const size of sizes) {
    total += size
    yield* pause(size)
  }
  return total
}

it('finish() gives what the work gives', () => {
  expect(finish(sum([5, 5, 5]))).toBe(15)
})

it.each([
  [[5, 4], 0],
  [[5, 5], 1],
  [[100, 100, 1], 2],
  [[5, 5, 5, 4, 1], 2],
])('createPauses() of 10 after %j pauses %i times', (sizes, pauses) => {
  expect([...sum(sizes)]).toHaveLength(pauses)
})
