import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Condition } from './condition.ts'
import type { Said } from './incident.ts'
import { judgeLook } from './judge-look.ts'
import { nextLook, startWatch, type Watch } from './watch.ts'

const everyMs = 15_000
const startMs = Date.UTC(2026, 10, 12, 4)
const at = (look: number) => new Date(startMs + look * everyMs).toISOString()
/** D down, E down of another cause, W degraded, G good, ? not seen. */
const conditions: Readonly<Record<string, Condition>> = {
  D: { outcome: 'down', cause: 'app_not_started' },
  E: { outcome: 'down', cause: 'server_overload' },
  W: { outcome: 'degraded', cause: 'server_overload' },
  G: { outcome: 'healthy' },
  '?': { outcome: 'inconclusive' },
}
const condition = (letter: string): Condition => conditions[letter] ?? { outcome: 'inconclusive' }

function watchOf(first: string): Watch {
  return startWatch({ service: 'shop', at: at(0), everyMs, forMs: 1_800_000, said: condition(first) })
}

/** Everything that is said of looks: the first is what the card shows when the watch begins. */
function watchAll(letters: string): { readonly watch: Watch; readonly said: readonly string[] } {
  let watch = watchOf(letters[0] ?? '?')
  const said: string[] = []
  for (const [index, letter] of letters.split('').entries()) {
    if (index === 0) continue
    const judged = judgeLook(watch, { runId: `r${index}`, at: at(index), ...condition(letter) })
    watch = judged.watch
    if (judged.say) said.push(`${index} ${describeSaid(judged.say)}`)
  }
  return { watch, said }
}

function describeSaid(said: Said): string {
  const look = (time: string) => (Date.parse(time) - startMs) / everyMs
  if (said.kind === 'recovered') return `recovered ${look(said.badSince)}-${look(said.goodSince)}`
  if (said.kind === 'flapping') return `flapping ${said.turns}`
  return `${said.condition.outcome}${said.condition.cause ? ` ${said.condition.cause}` : ''} since ${look(said.since)}`
}

const cases: readonly (readonly [letters: string, said: readonly string[], why: string])[] = [
  ['DDDDD', [], 'still down is no news'],
  ['GGGGG', [], 'still healthy is no news'],
  ['DDDGG', [], 'two good looks are not enough'],
  ['DDDGGG', ['5 recovered 0-3'], 'three are; the time ends with the first of them'],
  ['DGGDGGG', ['6 recovered 0-4'], 'a bad look begins the count again'],
  ['DGG?GGG', ['6 recovered 0-4'], 'so does one that saw nothing'],
  ['GGDDDGGG', ['2 down app_not_started since 2', '7 recovered 2-5'], 'a fault made and mended'],
  ['GWG', [], 'one degraded look is a blip'],
  ['GWWGGG', ['2 degraded server_overload since 1', '5 recovered 1-3'], 'two are not'],
  ['GWDDGGG', ['2 down app_not_started since 1', '6 recovered 1-4'], 'bad from the first bad look on'],
  ['DEDED', [], 'causes that take turns'],
  ['DEE', ['2 down server_overload since 0'], 'another cause that stays'],
  ['DWW', ['2 degraded server_overload since 0'], 'better, not good'],
  ['DD??D', [], 'two looks that saw nothing'],
  ['DD???', ['4 inconclusive since 2'], 'three that saw nothing'],
  ['???GGG', ['5 healthy since 3'], 'nobody knows that it was bad'],
  ['DGDGDGDGDG', ['4 flapping 4'], 'flapping is said once'],
  ['DGDGDGGGGG', ['4 flapping 4'], 'and takes longer to be over'],
  ['DGDGDGGGGGG', ['4 flapping 4', '10 recovered 0-5'], 'six good looks'],
  ['DGDGDDDDDD', ['4 flapping 4', '9 down app_not_started since 0'], 'six bad looks'],
  ['DGGGDDGGGD', ['3 recovered 0-1', '4 down app_not_started since 4', '8 recovered 4-6', '9 flapping 4'], 'slowly'],
]

describe('judgeLook()', () => {
  it.each(cases)('%s says %j: %s', (letters, said) => {
    expect(watchAll(letters).said).toEqual(said)
  })

  it('ignores a look that comes again or late', () => {
    const { watch } = watchAll('DDGG')
    for (const late of [1, 3])
      expect(judgeLook(watch, { runId: 'late', at: at(late), outcome: 'healthy' })).toEqual({ watch })
  })

  const letters = fc.string({ unit: fc.constantFrom('D', 'E', 'W', 'G', '?'), minLength: 1, maxLength: 40 })

  it('says recovered only after three good looks in a row, and only of what was bad', () => {
    fc.assert(
      fc.property(letters, (text) => {
        for (const line of watchAll(text).said.filter((line) => line.includes('recovered'))) {
          const [index = 0] = line.split(' ').map(Number)
          expect(text.slice(index - 2, index + 1)).toBe('GGG')
          expect(text.slice(0, index)).toMatch(/[DEW]/)
        }
      }),
    )
  })

  it('never says the same twice in a row', () => {
    fc.assert(
      fc.property(letters, (text) => {
        const outcomes = [text[0] ?? '', ...watchAll(text).said].map((line) => line.replace(/^\d+ /, ''))
        for (const [index, line] of outcomes.entries()) expect(line).not.toBe(outcomes[index - 1])
      }),
    )
  })

  it('says at once that a healthy service is down', () => {
    fc.assert(
      fc.property(letters, (text) => {
        const { watch } = watchAll(text)
        fc.pre(watch.said.outcome === 'healthy' && !watch.isFlapping)
        const { say } = judgeLook(watch, { runId: 'r', at: at(text.length), ...condition('D') })
        expect(say?.kind).toMatch(/changed|flapping/)
      }),
    )
  })
})

describe('nextLook()', () => {
  it('comes one interval after the last look', () => {
    expect(nextLook(watchAll('DDD').watch)).toEqual({ at: at(3) })
  })

  it('ends with its time', () => {
    const watch = { ...watchOf('D'), endsAt: at(2) }
    expect(nextLook(watch)).toEqual({ at: at(1) })
    const later = judgeLook(watch, { runId: 'r', at: at(2), ...condition('D') })
    expect(nextLook(later.watch)).toEqual({ over: 'time' })
  })

  it('ends six good looks after the recovery', () => {
    expect(nextLook(watchAll('DGGGGGGGG').watch)).toEqual({ at: at(9) })
    expect(nextLook(watchAll('DGGGGGGGGG').watch)).toEqual({ over: 'recovered' })
    expect(nextLook(watchAll('DGGGGGGDGGGGG').watch)).toEqual({ at: at(13) })
  })
})
