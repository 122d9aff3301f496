import { expect, it } from 'vitest'
import { oneLine } from './one-line.ts'

it.each([
  [' a \n\t b ', undefined, 'a b'],
  ['a\r\n\u001b[31mb\u0000', undefined, 'a b'],
  ['12345', 5, '12345'],
  ['123456', 5, '1234…'],
  ['a  b  c', 5, 'a b c'],
  ['abc🔥', 4, 'abc…'],
  ['x'.repeat(9000), 400, `${'x'.repeat(399)}…`],
  ['x'.repeat(9000), undefined, 'x'.repeat(9000)],
])('oneLine() of %j within %s', (text, limit, line) => {
  expect(oneLine(text, limit)).toBe(line)
})

it('oneLine() with a limit reads no more than the beginning of a long text', () => {
  expect(oneLine(`${' '.repeat(8192)}late`, 100)).toBe('')
})
