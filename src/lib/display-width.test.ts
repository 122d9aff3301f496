import { expect, it } from 'vitest'
import { displayWidth } from './display-width.ts'

it.each([
  ['', 0],
  ['app1', 4],
  ['zażółć', 6],
  ['注文', 4],
  ['e\u0301', 1],
  ['🔥', 2],
  ['–', 1],
])('displayWidth() of %j is %d columns', (text, columns) => {
  expect(displayWidth(text)).toBe(columns)
})
