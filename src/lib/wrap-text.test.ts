import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { displayWidth } from './display-width.ts'
import { cutLine, wrapText } from './wrap-text.ts'

describe('wrapText()', () => {
  it.each([
    ['', 10, ['']],
    ['one two three', 20, ['one two three']],
    ['one two three', 7, ['one two', 'three']],
    ['/srv/app/current', 6, ['/srv/a', 'pp/cur', 'rent']],
    ['注文注文', 4, ['注文', '注文']],
  ])('breaks %j at %d columns', (text, width, lines) => {
    expect(wrapText(text, width)).toEqual(lines)
  })

  it('wrapText() loses no character and exceeds no width', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 4, max: 60 }), (text, width) => {
        const lines = wrapText(text, width)
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
        expect(lines.every((line) => displayWidth(line) <= width)).toBe(true)
      }),
    )
  })
})

it.each([
  ['short', 10, 'short'],
  ['exactly ten', 11, 'exactly ten'],
  ['a longer line', 8, 'a longe…'],
])('cutLine() of %j at %d is %j', (line, width, cut) => {
  expect(cutLine(line, width)).toBe(cut)
})
