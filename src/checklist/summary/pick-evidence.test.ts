import { expect, it } from 'vitest'
import { found } from '../../../test/support/found.ts'
import type { Reading } from '../../probe/reading.ts'
import type { Finding } from '../finding.ts'
import { pickEvidence, quoteReading } from './pick-evidence.ts'

const reading = (key: string, parts: Partial<Reading> = {}): Reading =>
  ({
    probe: 'load',
    host: key,
    from: key,
    subject: '',
    source: `see ${key}`,
    at: '2026-03-02T10:00:00.000Z',
    durationMs: 1,
    excerpt: `read ${key}`,
    outcome: { kind: 'seen', value: {} },
    ...parts,
  }) as Reading
const finding = (weight: Finding['weight'], id: Finding['id'], ...readings: readonly string[]): Finding =>
  found(id, 'app1', {}, { weight, readings })
const quoted = (findings: readonly Finding[], missing = '') =>
  pickEvidence(findings, (key) => (key === missing ? undefined : reading(key))).map((each) => each.host)

it('quoteReading() tells what was read, where it was asked from, or why nothing was', () => {
  expect(quoteReading(reading('app1'))).toEqual({
    host: 'app1',
    source: 'see app1',
    at: '2026-03-02T10:00:00.000Z',
    excerpt: 'read app1',
  })
  expect(quoteReading(reading('app1', { from: 'bot' })).host).toBe('app1 (asked from bot)')
  const unseen = { kind: 'unseen', reason: 'denied', detail: 'no permission' } as const
  expect(quoteReading(reading('app1', { outcome: unseen })).excerpt).toBe('no permission')
})

it('pickEvidence() quotes the first of every kind, the worst first, none twice', () => {
  expect(
    quoted([
      finding('clear', 'load-ok', 'e'),
      finding('info', 'old-oom-kill', 'd'),
      finding('unseen', 'unseen', 'c'),
      finding('warn', 'io-pressure', 'b', 'x'),
      finding('fail', 'disk-full', 'a'),
      finding('fail', 'disk-full', 'y'),
      finding('warn', 'disk-full', 'z'),
      finding('fail', 'oom-kill', 'a'),
    ]),
  ).toEqual(['a', 'b', 'z', 'c', 'd', 'e'])
})

it('pickEvidence() leaves out what nobody kept, and stops at twelve', () => {
  expect(quoted([finding('fail', 'disk-full', 'a'), finding('fail', 'oom-kill', 'b')], 'a')).toEqual(['b'])
  expect(quoted([finding('fail', 'disk-full')])).toEqual([])
  const kinds = ['load-ok', 'cpu-ok', 'memory-ok', 'disk-ok', 'files-ok', 'network-ok', 'pressure-ok'] as const
  const many = kinds.flatMap((id) => [finding('fail', id, `${id}1`), finding('warn', id, `${id}2`)])
  expect(quoted(many)).toHaveLength(12)
})
