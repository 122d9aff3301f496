import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cpuMilliseconds } from '../../test/support/cpu-milliseconds.ts'
import { hideLiterals } from './hide-literals.ts'

describe('hideLiterals()', () => {
  it.each([
    ["SELECT * FROM users WHERE email = 'a@b.c' AND id = 42", 'SELECT * FROM users WHERE email = ? AND id = ?'],
    ["INSERT INTO t VALUES ('it''s', E'a\\'b', $1, 3.5e10)", 'INSERT INTO t VALUES (?, ?, $1, ?)'],
    ['SELECT $$secret$$, $tag$se$cr$et$tag$', 'SELECT ?, ?'],
    ["SELECT 'cut off by the server", 'SELECT ?'],
    ['SELECT $x$cut off', 'SELECT ?'],
    ["SELECT E'cut off \\", 'SELECT ?'],
    ['SELECT 1 -- password is hunter2\nFROM t', 'SELECT ? FROM t'],
    ['SELECT /* hunter2 */ 1', 'SELECT ?'],
    ['SELECT /* hunter2', 'SELECT'],
    ['SELECT t1.c2 FROM "order 66" t1', 'SELECT t1.c2 FROM "order 66" t1'],
    ["SELECT b'0101', U&'secret', 0xFF", 'SELECT ?, ?, ?'],
    ['UPDATE  accounts\n\tSET x = 1', 'UPDATE accounts SET x = ?'],
    ['', ''],
  ])('turns %j into %j', (sql, hidden) => {
    expect(hideLiterals(sql)).toBe(hidden)
  })

  it('shortens to the limit', () => {
    expect(hideLiterals(`SELECT ${'column_name, '.repeat(100)}`, 50)).toHaveLength(50)
  })

  it('never shows what stands in quotes, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 50 }), (text) => {
        const quoted = `'${text.replaceAll("'", "''")}'`
        expect(hideLiterals(`UPDATE t SET a = ${quoted} WHERE b`)).toBe('UPDATE t SET a = ? WHERE b')
      }),
    )
  })

  it('takes a hostile text in linear time', () => {
    for (const piece of ['$a$', "'", '/*', '--', "e'\\", '$', '"']) {
      expect(cpuMilliseconds(() => hideLiterals(piece.repeat(500_000)))).toBeLessThan(500)
    }
  })
})
