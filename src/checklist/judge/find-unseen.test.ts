import { describe, expect, it } from 'vitest'
import { diagnosed } from '../../../test/support/diagnosed.ts'
import * as f from '../../../test/support/faults.ts'
import {
  type Change,
  isUnreachable,
  misses,
  readingsOf,
  sees,
  serviceOf,
  takenFromBot,
} from '../../../test/support/readings.ts'
import { type Judged, tellJudged } from '../../../test/support/tell-judged.ts'
import type { Reading } from '../../probe/reading.ts'
import type { UnseenReason } from '../../probe/unseen.ts'

const service = serviceOf()
const denied = { reason: 'denied', detail: 'no permission', fix: 'grant it' } as const

/** A run in which a host forbids forwarding, so that its asks were made from the bot. */
function withoutForwarding(host: string, changes: readonly Change[] = []): readonly Reading[] {
  const asks = ['health', 'database', 'dependency-tcp', 'dependency-redis']
  return readingsOf(service, changes).map((each) =>
    each.host === host && asks.includes(each.probe) ? takenFromBot(each) : each,
  )
}

const essential: readonly (readonly [name: string, changes: readonly Change[], step: string, status: string])[] = [
  ['memory', [misses('memory', 'app1', denied)], 'resources', 'unknown'],
  ['units', [misses('units', 'app1', denied)], 'process', 'unknown'],
  [
    'units of a host without systemd, whose port listens',
    [misses('units', '*', { reason: 'unsupported', detail: 'no systemd' })],
    'process',
    'pass',
  ],
  ['journal', [misses('journal', '*', denied)], 'process', 'pass'],
  ['health', [misses('health', 'app2', { reason: 'timed-out', detail: 'x' })], 'health', 'unknown'],
  ['the balancer’s configuration', [misses('balancer-config', 'lb1', denied)], 'health', 'unknown'],
  [
    'the balancer’s socket, whose servers were tried instead',
    [misses('balancer-servers', 'lb1', denied)],
    'health',
    'pass',
  ],
  [
    'the balancer’s socket and the way to its servers',
    [misses('balancer-servers', 'lb1', denied), misses('port', 'lb1', denied)],
    'health',
    'unknown',
  ],
  ['the database from one host of two', [misses('database', 'app1', denied)], 'database', 'pass'],
  ['the database', [misses('database', '*', denied)], 'database', 'unknown'],
  ['a dependency from one host', [misses('dependency-redis', 'app1', denied)], 'dependencies', 'unknown'],
  ['the release', [misses('release', 'app1', { reason: 'not-found', detail: 'x' })], 'deploy', 'unknown'],
  ['PSI on an old kernel', [misses('pressure', '*', { reason: 'unsupported', detail: 'x' })], 'resources', 'pass'],
]

const reasons: readonly UnseenReason[] = ['unreachable', 'timed-out', 'denied', 'not-found', 'unsupported', 'garbled']
const { port: _port, ...portless } = service
const { health: _health, ...portOnly } = service
const outside = serviceOf({ health: 'http://shop.internal/health' })
const base = serviceOf({
  dependencies: [{ kind: 'postgres', label: 'postgres://db9', host: 'db9', port: 5432, url: '' }],
})
const refusal = { kind: 'refused-by-database', code: '28000', message: 'no pg_hba.conf entry', afterMs: 1 } as const
const misread = misses('units', 'app1', { reason: 'unsupported', detail: 'no systemd' })

const noLogin = { reason: 'denied', detail: 'ssh: permission denied (publickey)', fix: 'add its key' } as const
const told: readonly Judged[] = [
  ...reasons.map((reason): Judged => [`memory: ${reason}`, [misses('memory', 'app1', { reason, detail: 'x' })]]),
  ...reasons.map((reason): Judged => [`pressure: ${reason}`, [misses('pressure', 'app1', { reason, detail: 'x' })]]),
  ['units without systemd, where the port listens', [misread]],
  ['units without systemd, where the port is not seen', [misread, misses('listeners', 'app1', denied)]],
  ['units without systemd, where no port is known', [misread], portless],
  ['units that are denied, where the port listens', [misses('units', 'app1', denied)]],
  ['listeners without systemd', [misses('listeners', 'app1', { reason: 'unsupported', detail: 'x' })]],
  ['a database from one host', [misses('database', 'app1', denied)]],
  ['a database from no host', [misses('database', '*', denied)]],
  ['a way to the database from one host', [misses('dependency-tcp', 'app1', denied)]],
  ['a balancer’s socket', [misses('balancer-servers', 'lb1', denied)]],
  ['a balancer’s socket and its servers', [misses('balancer-servers', 'lb1', denied), misses('port', 'lb1', denied)]],
  [
    'one of two sockets of a balancer',
    [
      sees('balancer-config', 'lb1', (value) => ({ ...value, sockets: ['/a', '/b'] })),
      (each) => (each.subject === '/a' ? { kind: 'unseen', ...denied } : undefined),
    ],
  ],
  [
    'a socket of a balancer beside the application',
    [
      sees('balancer-config', 'app1', (value) => ({ ...value, isRunning: true, sockets: ['/a'] })),
      misses('balancer-servers', 'app1', denied),
    ],
  ],
  [
    'a balancer’s socket, where that of another was read',
    [
      sees('balancer-config', 'app1', (value) => ({ ...value, isRunning: true, sockets: ['/a'] })),
      misses('balancer-servers', 'lb1', denied),
      misses('port', 'lb1', denied),
    ],
  ],
  ['memory of a host whose port is open', [misses('memory', 'app1', denied)], portOnly],
  ['a host without forwarding', [], undefined, 'app1'],
  ['a host without forwarding, and an endpoint outside', [], outside, 'app1'],
  ['a balancer without forwarding', [], undefined, 'lb1'],
  ['another database, from a host without forwarding', [], base, 'app1'],
  ['a database that refuses us', [sees('database', 'app1', refusal)]],
  ['another database that refuses us', [sees('dependency-postgres', 'app1', refusal)], base],
  [
    'a database that hides the sessions of others',
    [sees('database', 'app1', (value) => (value.kind === 'answered' ? { ...value, seesAllSessions: false } : value))],
  ],
  [
    'another database that hides the sessions of others',
    [
      sees('dependency-postgres', 'app1', (value) =>
        value.kind === 'answered' ? { ...value, seesAllSessions: false } : value,
      ),
    ],
    base,
  ],
  ['an essential reading that says nothing', [sees('disk', 'app1', { mounts: [] })]],
  ['a host that cannot be reached', [isUnreachable('app1')]],
  ['a host that lets us in nowhere', [misses('*', 'app1', noLogin)]],
  ['a reading that says nothing', [sees('oom', 'app1', (value) => ({ ...value, kills: [] }))]],
]

describe('findUnseen()', () => {
  it('says of what was not seen', async () => {
    await expect(tellJudged(told)).toMatchFileSnapshot('fixtures/unseen.txt')
  })

  it.each(essential)('without %s', (_name, changes, step, status) => {
    const { steps } = diagnosed(service, readingsOf(service, changes))
    expect(steps.find((each) => each.id === step)?.status).toBe(status)
  })

  it('takes what the run never came to for essential, whatever it is', () => {
    const readings = readingsOf(service).filter(({ probe }) => probe !== 'pressure')
    const { findings, steps } = diagnosed(service, readings)
    const gap = findings.find((each) => each.id === 'unseen')
    expect([gap?.readings, gap?.facts.isEssential]).toEqual([[], true])
    expect(steps.find((each) => each.id === 'resources')?.status).toBe('unknown')
  })

  it('never takes the loopback of the bot for that of a host', () => {
    const { steps, findings, outcome } = diagnosed(
      service,
      withoutForwarding('app1', [f.health('app1', f.failed('refused'))]),
    )
    expect(findings.filter((each) => each.id === 'health-no-answer')).toEqual([])
    expect(steps.find((each) => each.id === 'health')?.summary).toContain(
      'not seen: app1 forbids forwarding; asked from the bot instead',
    )
    expect(outcome).toBe('inconclusive')
  })

  it('tells the fix of the login where that was refused: nobody asked to forward anything', () => {
    const refusal = {
      reason: 'denied',
      detail: 'ssh: probe on 10.0.0.11 was not let in with id; the server still offers password',
      fix: 'let the key in: ssh-copy-id probe@10.0.0.11',
      command: 'ssh-copy-id probe@10.0.0.11',
      commandAt: 'here',
    } as const
    const shut = withoutForwarding('app1', [
      (observation) =>
        observation.host === 'app1' && observation.how.kind === 'section' ? { kind: 'unseen', ...refusal } : undefined,
    ])
    const { diagnosis } = diagnosed(service, shut)
    const ofApp1 = diagnosis.notLookedAt.filter(({ what }) => what.endsWith('app1'))
    expect(ofApp1.length).toBeGreaterThan(1)
    expect(new Set(ofApp1.map(({ fix }) => fix))).toEqual(new Set([refusal.fix]))
    expect(new Set(ofApp1.map(({ command }) => command))).toEqual(new Set([refusal.command]))
    expect(JSON.stringify(diagnosis)).not.toMatch(/forward/i)
  })

  it('keeps what only the bot saw of a dependency as context', () => {
    const { findings, steps } = diagnosed(
      service,
      withoutForwarding('app1', [sees('dependency-redis', 'app1', f.failed('refused'))]),
    )
    expect(findings.filter((each) => each.id === 'dependency-unreachable')).toEqual([])
    expect(
      findings.filter((each) => each.id === 'dependency-from-bot' && each.weight === 'info').length,
    ).toBeGreaterThan(0)
    expect(steps.find((each) => each.id === 'dependencies')?.status).toBe('unknown')
  })

  it('believes what a database says of itself, whoever asked it', () => {
    const { steps } = diagnosed(
      service,
      withoutForwarding('app1', [
        sees('database', '*', { kind: 'refused-by-database', code: '53300', message: 'sorry', afterMs: 1 }),
      ]),
    )
    expect(steps.find((each) => each.id === 'database')?.status).toBe('fail')
  })

  it('lists what was not seen with its fix, the essential first', () => {
    const { diagnosis } = diagnosed(
      service,
      readingsOf(service, [
        misses('journal', 'app1', denied),
        misses('memory', 'app2', { reason: 'timed-out', detail: 'no answer' }),
      ]),
    )
    expect(diagnosis.notLookedAt).toEqual([
      { what: 'memory on app2', why: 'no answer' },
      { what: 'journal of gunicorn on app1', why: 'no permission', fix: 'grant it' },
    ])
  })
})
