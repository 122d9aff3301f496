import { describe, expect, it } from 'vitest'
import * as f from '../../../test/support/faults.ts'
import { unit } from '../../../test/support/healthy-values.ts'
import { ago, sees, serviceOf } from '../../../test/support/readings.ts'
import { type Judged, tellJudged } from '../../../test/support/tell-judged.ts'
import type { ReleaseValue } from '../../probe/release.ts'
import type { Unit } from '../../probe/units.ts'

const release = (host: string, parts: Partial<ReleaseValue>) =>
  sees('release', host, (value) => ({ ...value, ...parts }))
const files = (...all: readonly (readonly [path: string, changedAt: string])[]) =>
  sees('config-files', 'app1', { files: all.map(([path, changedAt]) => ({ path, changedAt })) })
const only = (parts: Partial<Unit>) =>
  sees('units', 'app1', { units: [{ ...unit('gunicorn'), ...parts }], otherFailed: [] })
const { deploy: _deploy, ...undeployed } = serviceOf()
const four = serviceOf({ hosts: ['app1', 'app2', 'app3', 'app4'] })
const three = serviceOf({ hosts: ['app1', 'app2', 'app3'], deploy: { path: '/srv/app/current', recentMs: 3_600_000 } })

const cases: readonly Judged[] = [
  ['a release at the edge of the window', [release('app1', { changedAt: ago(900) })]],
  ['a release before the window', [release('app1', { changedAt: ago(901) })]],
  ['a release within a wider window', [release('app1', { changedAt: ago(3600) })], three],
  ['a release at no known time', [release('app1', { changedAt: '' })]],
  ['a release from the future', [release('app1', { changedAt: ago(-60) })]],
  ['a release that is a directory', [sees('release', 'app1', { path: '/srv/app/', changedAt: ago(60) })]],
  ['a release in the root', [sees('release', 'app1', { path: '/', changedAt: ago(60) })]],
  [
    'a release link with a slash at its end',
    [release('app1', { target: '/srv/app/releases/41/', changedAt: ago(60) })],
  ],
  ['a release that was cleared away', [release('app1', { isTargetMissing: true })]],
  [
    'a directory that was cleared away',
    [sees('release', 'app1', { path: '/srv/app/current', changedAt: ago(90_000), isTargetMissing: true })],
  ],
  [
    'four releases',
    ['a', 'b', 'c', 'd'].map((name, index) => release(`app${index + 1}`, { target: `/srv/${name}` })),
    four,
  ],
  ['no other release', [sees('release', 'app1', { path: '/a', target: '/b', changedAt: ago(60) })]],
  ['two releases', [release('app2', { target: '/srv/40' })]],
  [
    'three releases',
    [
      release('app1', { target: '/srv/c' }),
      release('app2', { target: '/srv/a' }),
      release('app3', { target: '/srv/b' }),
    ],
    three,
  ],
  ['a link and a directory', [sees('release', 'app1', { path: '/srv/app/current', changedAt: ago(90_000) })]],
  ['a start within the window', [f.appUnit('app1', { mainStartedAt: ago(900) })]],
  ['a start before the window', [f.appUnit('app1', { mainStartedAt: ago(901) })]],
  [
    'a start within the usual window of a service without a release',
    [f.appUnit('app1', { mainStartedAt: ago(900) })],
    undeployed,
  ],
  ['a start before the usual window', [f.appUnit('app1', { mainStartedAt: ago(901) })], undeployed],
  [
    'a start that only the unit tells',
    [sees('units', 'app1', { units: [withoutStart(unit('gunicorn', { activeSince: ago(60) }))], otherFailed: [] })],
  ],
  ['a start at no known time', [only({ mainStartedAt: '', activeSince: '' })]],
  ['a start of the balancer', [f.balancerUnit({ mainStartedAt: ago(60) })]],
  ['a file changed within the window', [files(['/etc/a', ago(900)])]],
  ['a file changed before the window', [files(['/etc/a', ago(901)])]],
  ['files of which only one is new', [files(['/etc/a', ago(901)], ['/etc/b', ago(60)], ['/etc/c', ago(70)])]],
  ['a file changed at no known time', [files(['/etc/a', ''])]],
  ['no file', [files()]],
]

/** Some units tell no start of a main process. */
function withoutStart({ mainStartedAt: _at, ...rest }: Unit): Unit {
  return rest
}

describe('judgeDeploy()', () => {
  it('says of releases, starts and files', async () => {
    await expect(tellJudged(cases)).toMatchFileSnapshot('fixtures/deploy.txt')
  })
})
