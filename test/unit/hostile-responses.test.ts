import { describe, expect, it } from 'vitest'
import { explainRaw } from '../../src/signature/explain-response.ts'
import { logSignatures, matchLogLines } from '../../src/signature/match-log-lines.ts'
import { cpuMilliseconds } from '../support/cpu-milliseconds.ts'

const megabyte = 1_000_000
const fill = (text: string, size = megabyte): string => text.repeat(Math.ceil(size / text.length)).slice(0, size)
const units = [
  'a',
  ' ',
  '<',
  '> <',
  '<title>',
  '<h1>',
  '{"a":',
  '[',
  '/',
  '1/',
  '\\',
  '"',
  'reference #1',
  'servlet [',
  '\u0000',
  'ü',
  'x y\n',
  'HTTP/1.1 503 x\r\n',
  '<html><head><title>',
]

describe('explainRaw() on 10 MB', () => {
  it.each(units)('of %j answers in under a second', (unit) => {
    const body = fill(unit, 10 * megabyte)
    expect(
      cpuMilliseconds(() => explainRaw(`HTTP/1.1 503 Service Unavailable\r\nServer: x\r\n\r\n${body}`)),
    ).toBeLessThan(1000)
  })

  it.each(units)('of heads made of %j answers in under a second', (unit) => {
    const head = fill(`${unit.replaceAll(/[\r\n]/g, '')}: ${unit}\r\n`, 10 * megabyte)
    expect(cpuMilliseconds(() => explainRaw(`HTTP/1.1 503 ${head}`))).toBeLessThan(1000)
  })

  it('finds a page at the end of it', () => {
    const page = '<center><h1>503 x</h1></center><hr><center>nginx/1.2.3</center>'
    const explained = explainRaw(
      `HTTP/1.1 503 x\r\nServer: x\r\n\r\n<title>503 x</title>${fill('a', 10 * megabyte)}${page}`,
    )
    expect(explained).toMatchObject({ emitter: { program: 'nginx' } })
  })
})

describe('matchLogLines() on long lines', () => {
  const repeated = [
    ...logSignatures.flatMap(({ literals }) => literals),
    '0',
    '/',
    ' ',
    '-1/',
    ' a/b 0/',
    'FetchError ',
    '(104)',
    'backend ',
    'dial tcp ',
    '"',
  ]

  // A pattern sees the beginning of a line alone: what it costs does not grow with the rest.
  it('stays under 2 ms for a line of 100 KB of every literal of every signature', () => {
    const lines = repeated.map((literal) => fill(literal, 100_000))
    expect(lines.length).toBeGreaterThan(logSignatures.length)
    expect(cpuMilliseconds(() => matchLogLines(lines)) / lines.length).toBeLessThan(2)
  })

  it('stays under 4 ms for a line of 1 MB', () => {
    const lines = repeated.filter((_literal, index) => index % 25 === 0).map((literal) => fill(literal))
    expect(cpuMilliseconds(() => matchLogLines(lines)) / lines.length).toBeLessThan(4)
  })

  it('reads 100,000 ordinary lines in under two seconds', () => {
    const line = '2026/11/21 00:15:50 [info] 8419#8419: *40 client 127.0.0.1 closed keepalive connection'
    expect(cpuMilliseconds(() => matchLogLines(Array.from({ length: 100_000 }, () => line)))).toBeLessThan(2000)
  })
})
