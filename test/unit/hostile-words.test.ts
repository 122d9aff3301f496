import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseBalancerConfig } from '../../src/probe/balancer-config.ts'
import { parseConfigFiles } from '../../src/probe/config-files.ts'
import type { Output } from '../../src/probe/execute.ts'
import { parseJournal } from '../../src/probe/journal.ts'
import { parseOom } from '../../src/probe/oom.ts'
import { parsePressure } from '../../src/probe/pressure.ts'
import { parseProxyLog } from '../../src/probe/proxy-log.ts'
import type { Reading } from '../../src/probe/reading.ts'
import type { Unseen } from '../../src/probe/unseen.ts'
import { bareSql, bareText, shellWords } from '../support/bare-text.ts'
import { commandIn } from '../support/commands-in-text.ts'
import { diagnosed } from '../support/diagnosed.ts'
import { mixedChanges } from '../support/mixed-changes.ts'
import { readingsOf, serviceOf } from '../support/readings.ts'

/** Words that do something where a shell or a database reads them. */
const hostile = fc.constantFrom(
  ';reboot',
  '$(reboot)',
  '`reboot`',
  "'; reboot; '",
  '"; reboot; "',
  '-oProxyCommand=reboot',
  'a b;reboot',
  '\nreboot\n',
  '../../reboot',
  "\\'; SELECT reboot --",
  "x' OR reboot --",
  '| reboot',
  '&& reboot',
  '/var/log/$(reboot)',
  '/run/x;reboot',
  '1;reboot',
  '10.0.0.1;reboot:80',
  'http://x/;reboot',
  'shop/$(reboot)',
)
const service = serviceOf()
const runs = fc
  .array(fc.constantFrom(...mixedChanges), { minLength: 1, maxLength: 5 })
  .map((all) => readingsOf(service, all))

/** Every `nth` text of a reading replaced by a hostile word. */
function spoil(value: unknown, word: string, isTurn: () => boolean): unknown {
  if (typeof value === 'string') return isTurn() ? word : value
  if (Array.isArray(value)) return value.map((each) => spoil(each, word, isTurn))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, key === 'kind' ? each : spoil(each, word, isTurn)]),
  )
}

function spoiled(readings: readonly Reading[], word: string, nth: number): readonly Reading[] {
  let count = 0
  const isTurn = (): boolean => count++ % nth === 0
  return readings.map((reading) =>
    reading.outcome.kind === 'unseen'
      ? reading
      : ({ ...reading, outcome: { kind: 'seen', value: spoil(reading.outcome.value, word, isTurn) } } as Reading),
  )
}

function expectHarmless(command: string): void {
  expect(bareText(command)).not.toContain('reboot')
  const words = shellWords(command)
  expect(words.filter((word) => word.startsWith('-oProxy'))).toEqual([])
  const sql = words[0] === 'psql' ? (words[words.indexOf('-c') + 1] ?? '') : ''
  expect(bareSql(sql)).not.toContain('reboot')
}

describe('words of a hostile host', () => {
  it('reach no command of a diagnosis unquoted', () => {
    let commands = 0
    fc.assert(
      fc.property(runs, hostile, fc.integer({ min: 1, max: 7 }), (readings, word, nth) => {
        const { diagnosis } = diagnosed(service, spoiled(readings, word, nth))
        for (const { command } of [...diagnosis.causes.flatMap(({ actions }) => actions), ...diagnosis.notLookedAt]) {
          if (command === undefined) continue
          commands++
          expectHarmless(command)
        }
      }),
      { numRuns: 120 },
    )
    expect(commands).toBeGreaterThan(100)
  }, 120_000)

  const parsers: readonly (readonly [string, (word: string) => unknown])[] = [
    [
      'journal',
      (word) => parseJournal(output(`user ${word}`, 'not seeing messages from other users'), { subject: 'x' }),
    ],
    ['oom', (word) => parseOom(output(`user ${word}\nclock 1000 10`))],
    ['proxy-log', (word) => parseProxyLog(output(`user ${word}\nclock 1000 +0000\ndenied /${word}`))],
    ['balancer-config', (word) => parseBalancerConfig(output(`user ${word}\nrunning nginx\ndenied nginx /${word}`))],
    ['config-files', (word) => parseConfigFiles(output('', `find: ‘/${word}’: Permission denied`))],
    ['pressure', (word) => parsePressure(output(`unseen denied no\nfix ${word}`))],
  ]
  it.each(parsers)('reach no fix that %s gives', (_name, parse) => {
    fc.assert(
      fc.property(hostile, (word) => {
        const { fix = '', command } = parse(word) as Unseen
        expect(command ?? '').not.toContain('reboot')
        expect(fix).not.toContain('reboot')
      }),
    )
  })
})

describe('advice', () => {
  it('has its commands as commands, not in its words, and no placeholder', () => {
    fc.assert(
      fc.property(runs, (readings) => {
        const { diagnosis } = diagnosed(service, readings)
        const texts = diagnosis.causes.flatMap(({ actions }) => actions.map(({ text }) => text))
        expect(texts.filter((text) => commandIn(text) !== undefined)).toEqual([])
        const commands = diagnosis.causes.flatMap(({ actions }) => actions.flatMap(({ command }) => command ?? []))
        expect(commands.filter((command) => /<[a-z][\w -]*>/.test(command))).toEqual([])
      }),
      { numRuns: 40 },
    )
  })

  it('looks first, then acts', () => {
    fc.assert(
      fc.property(runs, (readings) => {
        for (const { actions } of diagnosed(service, readings).diagnosis.causes) {
          const effects = actions.map(({ effect }) => effect)
          expect(effects).toEqual(effects.toSorted((a, b) => Number(a === 'acts') - Number(b === 'acts')))
        }
      }),
      { numRuns: 40 },
    )
  })
})

function output(stdout: string, stderr = ''): Output {
  return { stdout: `${stdout}\nend\n`, stderr, exit: 0 }
}
