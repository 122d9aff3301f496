import { expect, it } from 'vitest'
import { foldGaps } from './fold-gaps.ts'

const why = 'ssh: connection timed out after 4 s'
const onHosts = (things: readonly string[], hosts: readonly string[]) =>
  hosts.flatMap((host) => things.map((thing) => ({ what: `${thing} on ${host}`, why })))

it.each([
  ['nothing', [], []],
  ['one gap as it is', [{ what: 'disk on app2', why, fix: 'x' }], ['disk on app2']],
  ['a dead host', onHosts(['load', 'disk'], ['app1']), ['load, disk on app1']],
  ['two dead hosts', onHosts(['load', 'disk'], ['app1', 'app2']), ['load, disk on app1, app2']],
  ['what has no place', [{ what: 'the public URL', why }], ['the public URL']],
  [
    'other reasons apart',
    [
      { what: 'disk on a', why },
      { what: 'disk on b', why: 'denied' },
    ],
    ['disk on a', 'disk on b'],
  ],
  [
    'a fleet',
    onHosts(
      ['disk'],
      Array.from({ length: 300 }, (_, i) => `app${i}`),
    ),
    ['disk on app0, app1, app2 and 297 more'],
  ],
] as const)('foldGaps() shows %s', (_, gaps, whats) => {
  expect(foldGaps(gaps, { everything: false }).map((gap) => gap.what)).toEqual(whats)
})

it('foldGaps() leaves nothing out when everything is wanted', () => {
  const hosts = Array.from({ length: 30 }, (_, index) => `app${index}`)
  expect(foldGaps(onHosts(['disk'], hosts), { everything: true })[0]?.what).toBe(`disk on ${hosts.join(', ')}`)
})
