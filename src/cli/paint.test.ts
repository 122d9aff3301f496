import { expect, it } from 'vitest'
import { choosePaint, paintAnsi, paintNothing } from './paint.ts'

it.each([
  ['a terminal', true, {}, paintAnsi],
  ['a pipe', false, {}, paintNothing],
  ['a dumb terminal', true, { TERM: 'dumb' }, paintNothing],
  ['NO_COLOR', true, { NO_COLOR: '1' }, paintNothing],
  ['an empty NO_COLOR', true, { NO_COLOR: '' }, paintAnsi],
  ['NO_COLOR over FORCE_COLOR', true, { NO_COLOR: '1', FORCE_COLOR: '1' }, paintNothing],
  ['FORCE_COLOR in a pipe', false, { FORCE_COLOR: '1' }, paintAnsi],
  ['FORCE_COLOR=0', true, { FORCE_COLOR: '0' }, paintNothing],
])('choosePaint() for %s', (_, isTTY, env, paint) => {
  expect(choosePaint({ isTTY }, env)).toBe(paint)
})

it('paintAnsi() colours by the tone, and nothing where there is nothing', () => {
  expect([paintAnsi('fail', 'x'), paintAnsi('quiet', 'x'), paintAnsi('strong', '')]).toEqual([
    '\u001b[31mx\u001b[39m',
    '\u001b[2mx\u001b[22m',
    '',
  ])
})
