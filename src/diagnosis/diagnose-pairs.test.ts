import { describe, expect, it } from 'vitest'
import { diagnosed } from '../../test/support/diagnosed.ts'
import { mixedChanges } from '../../test/support/mixed-changes.ts'
import { readingsOf, serviceOf } from '../../test/support/readings.ts'

const service = serviceOf()

/** One line for two things gone wrong at once. */
function tellPair(first: number, second: number): string {
  const changes = [first, second].flatMap((index) => mixedChanges[index] ?? [])
  const { outcome, diagnosis } = diagnosed(service, readingsOf(service, changes))
  const causes = diagnosis.causes.map(
    (cause) => `${cause.cause} ${cause.strength} (${cause.where.join(', ')}; ${cause.because.length})`,
  )
  const ruledOut = first === second ? diagnosis.ruledOut.map(({ cause, text }) => `\n  not ${cause}: ${text}`) : []
  return `${first}+${second} ${outcome}: ${causes.join('; ')}${ruledOut.join('')}`
}

describe('diagnose()', () => {
  it('says this of one thing gone wrong, and of two at once', async () => {
    const indices = mixedChanges.map((_, index) => index)
    const pairs = indices.flatMap((first) =>
      indices
        .filter((second) => second === first || (second > first && (first + second) % 4 === 0))
        .map((second) => tellPair(first, second)),
    )
    await expect(`${pairs.join('\n')}\n`).toMatchFileSnapshot('fixtures/pairs.txt')
  })
})
