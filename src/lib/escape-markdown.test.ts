import fc from 'fast-check'
import { expect, it } from 'vitest'
import { escapeMarkdown, fenceMarkdown } from './escape-markdown.ts'

it.each([
  ['plain text, 12 of 100', 'plain text, 12 of 100'],
  ['*bold* `code`', String.raw`\*bold\* \`code\``],
  ['a|b', String.raw`a\|b`],
  ['<script>', String.raw`&lt;script>`],
  ['[x](http://y)', String.raw`\[x\](http://y)`],
  ['> quote', String.raw`\> quote`],
  ['# head', String.raw`\# head`],
  ['- item', String.raw`\- item`],
  ['1. item', String.raw`1\. item`],
  ['@team look', '@\u200bteam look'],
  ['user@host', 'user@host'],
  ['two\nlines', 'two lines'],
])('escapeMarkdown() makes %j into %j', (text, escaped) => {
  expect(escapeMarkdown(text)).toBe(escaped)
})

it('fenceMarkdown() is not closed by what is in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('`', 'a', '\n', '~') }), (text) => {
      const [fence = '', ...lines] = fenceMarkdown(text).split('\n')
      const closing = lines.findIndex((line) => line.startsWith(fence.replace('text', '')))
      expect(closing).toBe(lines.length - 1)
    }),
  )
})
