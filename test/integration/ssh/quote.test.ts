import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cleanText } from '../../../src/lib/clean-text.ts'
import { quote } from '../../../src/lib/quote.ts'
import { createLocal } from '../../../src/ssh/local.ts'
import { runSections, section } from '../../support/ssh-setup.ts'

const shells = [['dash'], ['bash', '--posix'], ['busybox', 'sh']].filter(([program]) => {
  try {
    execFileSync('which', [program ?? ''], { stdio: 'pipe' })
    return true
  } catch {
    return false
  }
})

let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'slash503-quote-'))
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** What a person might name a unit to run something: every way a shell has to start a command, and the bytes around them. */
const evil = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ';',
        '$(touch pwned)',
        '`touch pwned`',
        "'",
        '"',
        '\n',
        '\\',
        '&&',
        '|',
        '>pwned',
        '<',
        '*',
        '~',
        '#',
        '!',
        '${IFS}',
        '$0',
        '(',
        ')',
        '{',
        '}',
        '\t',
        '\r',
        ' ',
        '-n',
        '--',
        "';touch pwned;'",
        "'\\''",
        '\u0001',
        'é',
        '\u2028',
        '\u007f',
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join('').replaceAll('\0', ''))
  .filter((text) => text.isWellFormed())

describe.each(shells)('quote() through a real %s', (program = '', ...args) => {
  it('runs nothing and arrives intact', () => {
    fc.assert(
      fc.property(evil, (value) => {
        const { stdout, status } = spawnSync(program, [...args, '-c', `printf %s ${quote(value)}`], { cwd: directory })
        expect(status).toBe(0)
        expect(stdout.equals(Buffer.from(value))).toBe(true)
        expect(readdirSync(directory)).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  it('runs nothing inside of a framed section either, in front and beside', async () => {
    const local = createLocal({ shell: [program, ...args] })
    await fc.assert(
      fc.asyncProperty(fc.array(evil, { minLength: 1, maxLength: 3 }), fc.boolean(), async (values, mayHang) => {
        const sections = values.map((value, index) =>
          section(String(index), `cd ${quote(directory)} && printf %s ${quote(value)}`, { mayHang }),
        )
        const settled = await runSections(local, sections)
        values.forEach((value, index) => {
          const output = { stdout: cleanText(mayHang ? inLines(value) : value), stderr: '', exit: 0 }
          expect(settled[index]?.outcome).toEqual({ kind: 'ran', output })
        })
        expect(readdirSync(directory)).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('frames every kind of section as dash does', async () => {
    const sections = [
      section('a', 'echo out; echo err >&2; exit 3'),
      section('beside', 'printf "%02000d\\n" 5; echo err >&2; printf tail; exit 4', { mayHang: true }),
      section('stuck', 'sleep 60', { timeoutMs: 200 }),
      section('broken', 'if true; then echo "'),
      section('last', 'echo "$#$s503_n"'),
    ]
    const settled = await runSections(createLocal({ shell: [program, ...args] }), sections)
    expect(settled.a?.outcome).toEqual({ kind: 'ran', output: { stdout: 'out\n', stderr: 'err\n', exit: 3 } })
    expect(settled.beside?.outcome).toEqual({
      kind: 'ran',
      output: { stdout: `${'5'.padStart(2000, '0')}\ntail\n`, stderr: 'err\n', exit: 4 },
    })
    expect(settled.stuck?.outcome).toMatchObject({ kind: 'unseen', reason: 'timed-out' })
    expect(settled.broken?.outcome).toMatchObject({ kind: 'ran', output: { stdout: '' } })
    expect(settled.last?.outcome).toMatchObject({ kind: 'ran', output: { stdout: '0\n' } })
  })
})

describe('the shells tried', () => {
  it('include the ones of this machine', () => {
    expect(shells.length).toBeGreaterThan(existsSync('/bin/bash') ? 1 : 0)
  })
})

/** What is printed beside the others ends in one newline, whatever it ended in. */
function inLines(text: string): string {
  const lines = text.replace(/\n+$/, '')
  return lines === '' ? '' : `${lines}\n`
}
