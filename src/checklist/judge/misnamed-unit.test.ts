import { describe, expect, it } from 'vitest'
import { diagnosed } from '../../../test/support/diagnosed.ts'
import { appUnit, edge, edgeDown, failed } from '../../../test/support/faults.ts'
import { type Change, readingsOf, sees, serviceOf } from '../../../test/support/readings.ts'

const known = ['gunicorn.service', 'nginx.service', 'cron.service']
const typo = (hosts: readonly string[] = ['app1', 'app2']): readonly Change[] => [
  sees('units', hosts, (value) => ({
    ...value,
    known,
    units: value.units.map((each) =>
      each.name === 'gunicorn.service' ? { ...each, name: 'gunicor.service', loadState: 'not-found' } : each,
    ),
  })),
]
const bare = { unit: 'gunicor', health: undefined, balancer: undefined, port: undefined } as const

const deadPort = (hosts: readonly string[]): readonly Change[] => [
  sees('listeners', hosts, { sockets: [] }),
  sees('port', hosts, failed('refused')),
]

function told(service: object, changes: readonly Change[]) {
  const of = serviceOf(service)
  const { steps, diagnosis, outcome } = diagnosed(of, readingsOf(of, changes))
  const process = steps.find(({ id }) => id === 'process')
  const causes = diagnosis.causes.map(({ cause, strength }) => `${cause} ${strength}`)
  const gap = diagnosis.notLookedAt.find(({ what }) => what.startsWith('unit '))
  return { outcome, causes, status: process?.status, summary: process?.summary ?? '', gap }
}

const cases: readonly (readonly [name: string, service: object, changes: readonly Change[]])[] = [
  ['users get 200', bare, typo()],
  ['the port is listened on', { ...bare, port: 8000 }, typo()],
  ['health answers', { unit: 'gunicor' }, typo()],
]

describe('a mistyped unit', () => {
  it.each(cases)('is a gap of ours where %s', (_name, service, changes) => {
    const { outcome, causes, status, gap } = told(service, changes)
    expect({ outcome, causes, status }).toEqual({ outcome: 'inconclusive', causes: [], status: 'unknown' })
    expect(gap).toEqual({
      what: expect.stringContaining('unit gunicor on app1'),
      why: 'no such unit: gunicor; these exist: gunicorn',
      fix: 'unit: gunicorn in services.yml, if that is the one',
    })
  })

  it('is the cause where nobody is served and nothing listens, with the names that exist', () => {
    const dead = deadPort(['app1', 'app2'])
    const { causes, summary } = told({ ...bare, port: 8000 }, [...typo(), ...dead, edge(failed('refused'))])
    expect(causes[0]).toBe('app_not_started confirmed')
    expect(summary).toContain('gunicor')
  })

  it('is missing on the host that lacks what the other host has', () => {
    const gone = appUnit('app1', { loadState: 'not-found' })
    const dead = deadPort(['app1'])
    const { causes } = told({ health: undefined, balancer: undefined }, [gone, ...dead, edgeDown])
    expect(causes[0]).toBe('app_not_started confirmed')
  })
})
