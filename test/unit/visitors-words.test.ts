import { describe, expect, it } from 'vitest'
import { blameOf, isRaisedError } from '../../src/checklist/read/last-words.ts'
import { matchLogLines } from '../../src/signature/match-log-lines.ts'
import { readLogLine } from '../../src/signature/read-log-line.ts'
import { diagnosed } from '../support/diagnosed.ts'
import * as f from '../support/faults.ts'
import { page } from '../support/healthy-values.ts'
import { type Change, readingsOf, sees, serviceOf } from '../support/readings.ts'
import { claims, requestLines, visitorLine } from '../support/visitor-lines.ts'

const meant = (line: string) => ({
  ids: matchLogLines([line]).map(({ signature }) => signature.id),
  blame: blameOf(readLogLine(line).text),
  isRaised: isRaisedError(readLogLine(line).text),
})

describe('readLogLine()', () => {
  it.each(requestLines)('takes the words of a visitor out of %s', (template) => {
    const harmless = meant(visitorLine(template, 'shoes'))
    const turned = claims.filter((words) => {
      const said = meant(visitorLine(template, words))
      return JSON.stringify(said) !== JSON.stringify(harmless)
    })
    expect(turned).toEqual([])
  })

  it('still reads the same words where the program says them', () => {
    const silent = claims.filter((words) => meant(words).ids.length === 0 && meant(words).blame === undefined)
    expect(silent).toEqual([])
  })
})

const told = (changes: readonly Change[]) => {
  const service = serviceOf()
  const { diagnosis, outcome } = diagnosed(service, readingsOf(service, changes))
  return {
    outcome,
    causes: diagnosis.causes.map(({ cause, strength, title, where }) => [cause, strength, title, where]),
  }
}
const troubles: readonly (readonly [name: string, changes: readonly Change[]])[] = [
  ['healthy', []],
  ['failing without a word', f.unhealthy(['app1', 'app2'])],
  ['answering 503 itself', [f.edge(page(503))]],
  [
    'crashing',
    [f.appUnit('*', { activeState: 'failed', subState: 'failed', result: 'exit-code', exitStatus: 1 }), f.edgeDown],
  ],
]

describe('a whole run', () => {
  it.each(troubles)('of a service that is %s says the same, whatever visitors write', (_, changes) => {
    const turned = requestLines.flatMap((template) => {
      const at = (words: string) => told([f.logged('*', visitorLine(template, words)), ...changes])
      const harmless = JSON.stringify(at('shoes'))
      return claims
        .filter((_words, index) => index % 3 === 0)
        .filter((words) => JSON.stringify(at(words)).replaceAll(words, 'shoes') !== harmless)
        .map((words) => `${template} with ${words}`)
    })
    expect(turned).toEqual([])
  })

  it('says the same of a proxy’s log, whatever visitors write', () => {
    const errors = requestLines.filter((line) => line.startsWith('2026/03/02'))
    const at = (line: string) =>
      told([f.edge(page(503)), sees('proxy-log', 'lb1', { program: 'unknown', path: '/var/log/x.log', lines: [line] })])
    const turned = errors.filter((template) =>
      claims.some((words) => {
        const said = JSON.stringify(at(visitorLine(template, words)))
        return said !== JSON.stringify(at(visitorLine(template, 'shoes')))
      }),
    )
    expect(errors.length).toBeGreaterThan(2)
    expect(turned).toEqual([])
  })

  it('is turned by such words where the application says them', () => {
    const causes = told([f.logged('*', claims[0] ?? ''), ...f.unhealthy(['app1', 'app2'])]).causes
    expect(JSON.stringify(causes)).toContain('db_connections_exhausted')
  })
})
