import { expect, it } from 'vitest'
import { found } from '../../../test/support/found.ts'
import type { Finding } from '../finding.ts'
import { foldUnseen, tellGap } from './fold-unseen.ts'

const unseen = (host: string, what: string, detail: string, fix = '') => found('unseen', host, { what, detail, fix })
const told = (...findings: readonly Finding<'unseen'>[]): readonly string[] => foldUnseen(findings, 3).map(tellGap)
const hosts = Array.from({ length: 400 }, (_, index) => `app${index + 1}`)

it('foldUnseen() tells once what 400 hosts hide for the same reason, whatever their addresses', () => {
  const gaps = hosts.flatMap((host, index) =>
    ['disk', 'load'].map((what) =>
      unseen(host, what, `ssh: connection refused by 10.0.${index >> 8}.${index & 255} port 22`),
    ),
  )
  expect(told(...gaps)).toEqual([
    'disk, load on app1, app2, app3 and 397 more not seen: ssh: connection refused by 10.0.0.0 port 22',
  ])
})

it.each([
  ['names without figures together', [unseen('web', 'disk', 'web says no'), unseen('api', 'disk', 'api says no')], 1],
  ['reasons of as many words', [unseen('app1', 'disk', 'no answer'), unseen('app2', 'disk', 'no permission')], 2],
  ['reasons of the same letters', [unseen('app1', 'disk', 'a bc'), unseen('app2', 'disk', 'ab c')], 2],
  ['reasons apart', [unseen('app1', 'disk', 'denied'), unseen('app1', 'load', 'timed out')], 2],
  ['remedies apart', [unseen('app1', 'disk', 'denied', 'a'), unseen('app1', 'load', 'denied', 'b')], 2],
  ['other things apart', [unseen('app1', 'disk', 'denied'), unseen('app2', 'load', 'denied')], 2],
  ['a name of the host together', [unseen('app1', 'disk', 'app1 says no'), unseen('app2', 'disk', 'app2 says no')], 1],
  [
    'IPv6 addresses together',
    [unseen('a', 'disk', 'refused by fd00::1'), unseen('b', 'disk', 'refused by [fe80::2:3]')],
    1,
  ],
  ['times together', [unseen('a', 'disk', 'silent for 4.0 s'), unseen('b', 'disk', 'silent for 4.25 s')], 1],
])('foldUnseen() keeps %s', (_, findings, entries) => {
  expect(told(...findings)).toHaveLength(entries)
})

it('foldUnseen() tells whole hosts by their names, apart from what was not seen on others for the same reason', () => {
  const why = 'ssh: connection timed out after 4 s'
  const whole = (host: string) =>
    found('unseen', host, { what: host, reason: 'unreachable', detail: why, isWholeHost: true })
  expect(told(whole('app1'), whole('app1'), whole('app2'), unseen('app3', 'disk', why))).toEqual([
    `app1, app2 not reachable: ${why}`,
    `disk on app3 not seen: ${why}`,
  ])
})
