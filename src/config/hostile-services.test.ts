import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseServices } from './parse-services.ts'
import { renderConfigErrors } from './render-config-errors.ts'

function errorsOf(text: string): string {
  const parsed = parseServices(text, { file: 's.yml', env: {} })
  return parsed.kind === 'invalid' ? renderConfigErrors(parsed.errors) : 'ok'
}

describe('parseServices()', () => {
  it.each([
    ['a bomb of aliases', bomb((name) => `[${`${name}, `.repeat(9)}]`)],
    ['a bomb of merge keys', bomb((name) => `{ <<: [${`${name}, `.repeat(9)}] }`)],
    ['an alias within its anchor', 'services: &a [*a]'],
    ['a merge within its anchor', 'services: &a { <<: *a }'],
    ['deep lists', '['.repeat(100_000)],
    ['deep maps', 'services: '.concat('{a: '.repeat(5000))],
    ['deep indentation', Array.from({ length: 300 }, (_, index) => `${' '.repeat(index)}a:`).join('\n')],
    ['10 MB', 'x'.repeat(10_000_000)],
    ['binary', '\u0000\u0001\ufffd'],
    ['prototype keys', '__proto__: { a: 1 }\nservices: { a: { __proto__: { url: "http://x/" } } }'],
    ['20,000 unknown keys', Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join('\n')],
    ['60,000 ranges', `services: { a: { hosts: [${'"x[1-999]", '.repeat(60_000)}] } }`],
    [
      'a long way',
      `ssh: { hosts: { ${Array.from({ length: 5000 }, (_, index) => `h${index}: { jump: h${index + 1} }`).join()} } }`,
    ],
  ])('refuses %s within seconds', { timeout: 10_000 }, (_, text) => {
    expect(errorsOf(text)).toMatch(/^s\.yml:\d+:\d+ /)
  })

  it('never throws, and every error has a place in the text', () => {
    const piece = fc.constantFrom(
      ...'services ssh hosts jump url a b : - [ ] { } , & * << ! | > " \' # % @ ` ${ } ${A} \n \t ~ 1 0x1 . / \\'.split(
        ' ',
      ),
      ' ',
      '\n  ',
      '\n',
      ': ',
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')),
    )
    const property = fc.property(text, (text) => {
      const parsed = parseServices(text, { file: 's.yml', env: { A: 'x' } })
      return (
        parsed.kind === 'ok' ||
        (parsed.errors.length > 0 && parsed.errors.every(({ line, column }) => line >= 1 && column >= 1))
      )
    })
    expect(fc.check(property, { numRuns: 500 })).toMatchObject({ failed: false })
  })

  it('lets no value through as a unit, host or path that a command could take for an option or a second word', () => {
    const key = fc.constantFrom('unit', 'path', 'host', 'jump')
    const property = fc.property(
      key,
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('', '-', ' ', '$(', '\n', ';', "'"),
      (key, text, mark) => {
        const value = JSON.stringify(mark + text)
        const parsed = parseServices(
          `{ "services": { "a": { "hosts": [${key === 'host' ? value : '"x"'}], "unit": ${key === 'unit' ? value : '"u"'}, "deploy": { "path": ${key === 'path' ? value : '"/x"'} } } }, "ssh": { "hosts": { "x": { "jump": ${key === 'jump' ? value : '"j"'} } } } }`,
          { file: 's.yml', env: {} },
        )
        if (parsed.kind === 'invalid') return true
        const found = parsed.config.services[0]
        const names = [
          ...(found?.hosts ?? []),
          found?.unit,
          found?.deploy?.path,
          ...(parsed.config.ssh.hosts.x?.jump ?? []),
        ]
        return (
          names.every((name) => !/^-|[\u0000-\u001f]/.test(name ?? '')) &&
          !/[\s;$']/.test(`${found?.hosts.join('')}${found?.unit}`)
        )
      },
    )
    expect(fc.check(property, { numRuns: 500 })).toMatchObject({ failed: false })
  })
})

function bomb(list: (alias: string) => string): string {
  const names = Array.from('bcdefghijkl')
  const lines = names.map((name, index) => `${name}: &${name} ${list(`*${'abcdefghijk'[index]}`)}`)
  return ['a: &a { x: 1 }', ...lines].join('\n')
}
