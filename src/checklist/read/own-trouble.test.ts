import { describe, expect, it } from 'vitest'
import { diagnosed } from '../../../test/support/diagnosed.ts'
import * as f from '../../../test/support/faults.ts'
import { haproxy503 } from '../../../test/support/healthy-values.ts'
import { type Change, misses, readingsOf, runAt, sees, serviceOf } from '../../../test/support/readings.ts'
import type { Failed } from '../../probe/answer.ts'
import { buildReport } from '../../report/build-report.ts'
import { renderHeadline } from '../../report/render-headline.ts'
import type { Service } from '../../service/service.ts'
import { settleOwnTrouble } from './own-trouble.ts'

/** SSH to these hosts ends so, at this address where one was tried. */
const ssh = (code: string, hosts: string | readonly string[] = ['app1', 'app2', 'lb1'], address?: string): Change =>
  misses('*', hosts, { reason: 'unreachable', detail: `ssh: ${code}`, code, ...(address ? { address } : {}) })

const refused = (code: string, hosts: readonly string[] = ['app1', 'app2', 'lb1']): Change =>
  misses('*', hosts, {
    reason: 'denied',
    detail: 'ssh: deploy was not let in with id_ed25519',
    code,
    fix: 'add the key',
  })

/** What users hit, asked from here, ends so. */
const url = (failure: Failed['failure'], phase: Failed['phase'], code?: string): Change =>
  f.edge({ kind: 'failed', failure, detail: code ?? failure, afterMs: 5, phase, ...(code ? { code } : {}) })

const ours = (detail: string, hosts: string | readonly string[]): Change =>
  misses('*', hosts, { reason: 'this-machine', detail, fix: 'on this machine: fix it', code: 'resolve' })

const noResolver = url('name-not-found', 'resolve', 'EAI_AGAIN')
const noRoute = url('unroutable', 'connect', 'ENETUNREACH')
const noAnswer = url('timed-out', 'connect')
const all = ['app1', 'app2', 'lb1']

interface Case {
  readonly name: string
  readonly changes: readonly Change[]
  readonly outcome: string
  /** Part of the headline. */
  readonly says: string
  /** 'cause strength' of each. */
  readonly causes?: readonly string[]
  readonly service?: Partial<Service>
}

const unjudged = (name: string, says: string, ...changes: readonly Change[]): Case => ({
  name,
  changes,
  outcome: 'inconclusive',
  says: `shop could not be judged: this machine ${says}`,
})

const cases: readonly Case[] = [
  unjudged(
    'no resolver',
    'cannot resolve any name: no resolver answers for app1, app2, lb1, shop.example',
    ssh('EAI_AGAIN'),
    noResolver,
  ),
  unjudged('a lookup that takes for ever', 'cannot resolve any name', ssh('dns'), url('timed-out', 'resolve')),
  unjudged(
    'no resolver, hosts by address',
    'cannot resolve any name: no resolver answers for shop.example',
    noResolver,
  ),
  unjudged(
    'no route to several networks',
    'has no route to 10.0.0.11, 10.0.1.12',
    ssh('ENETUNREACH', 'app1', '10.0.0.11'),
    ssh('ENETUNREACH', ['app2', 'lb1'], '10.0.1.12'),
    url('unroutable', 'connect', 'ENETUNREACH'),
  ),
  unjudged(
    'no route to one network',
    'has no route to 10.0.0.0/24',
    ssh('ENETUNREACH', 'app1', '10.0.0.11'),
    ssh('ENETUNREACH', ['app2'], '10.0.0.12'),
  ),
  unjudged('a network that is down', 'has no route to', ssh('ENETDOWN'), noRoute),
  unjudged(
    'a cut network',
    'cannot reach anything: no route to 10.0.0.11, no resolver answers for shop.example',
    ssh('ENETUNREACH', all, '10.0.0.11'),
    noResolver,
  ),
  unjudged(
    'a gateway that is gone',
    'cannot reach anything: no answer from app1, app2',
    ssh('EHOSTUNREACH'),
    url('unroutable', 'connect', 'EHOSTUNREACH'),
  ),
  unjudged(
    'a firewall that drops all',
    'cannot reach anything: no answer from app1, app2',
    ssh('connect-timeout'),
    noAnswer,
  ),
  unjudged(
    'a login refused everywhere',
    'cannot log in to app1, app2, lb1: deploy was not let in with id_ed25519',
    refused('auth'),
  ),
  unjudged('a login refused on one host', 'cannot log in to app2: deploy was not let in', refused('auth', ['app2'])),
  unjudged('no key at all', 'cannot log in to app1, app2, lb1: ', refused('no-key')),
  unjudged(
    'a key file that is missing',
    'cannot reach app1, app2, lb1: the key /k cannot be read',
    ours('ssh: the key /k cannot be read', all),
  ),
  unjudged(
    'a limit of this machine',
    'cannot open a connection to',
    ours('this machine cannot open a connection to shop.example:80', 'bot'),
  ),
  {
    name: 'one name that does not exist',
    changes: [url('name-not-found', 'resolve', 'ENOTFOUND')],
    outcome: 'down',
    says: 'shop is DOWN: Balancer down',
    causes: ['balancer_down likely'],
  },
  {
    name: 'a resolver that knows other names',
    changes: [noResolver, sees('dependency-redis', '*', f.failed('refused'))],
    outcome: 'down',
    says: 'shop is DOWN',
  },
  {
    name: 'one host that is silent while others answer',
    changes: [
      ssh('EHOSTUNREACH', 'app1'),
      f.servers({ status: 'DOWN', checkStatus: 'L4TOUT' }, ['app1']),
      sees('port', 'lb1', f.failed('timed-out')),
    ],
    outcome: 'degraded',
    says: 'shop is DEGRADED: Host unreachable (confirmed), app1',
    causes: ['host_unreachable confirmed'],
  },
  {
    name: 'a URL that is silent while hosts answer',
    changes: [noAnswer],
    outcome: 'down',
    says: 'shop is DOWN: Balancer down',
    causes: ['balancer_down likely'],
  },
  {
    name: 'hosts that refuse, which is an answer',
    changes: [ssh('ECONNREFUSED'), noAnswer],
    outcome: 'down',
    says: 'shop is DOWN',
  },
  {
    name: 'a single URL that is silent, of which nobody knows whose fault it is',
    service: { hosts: [], balancer: undefined, database: undefined, dependencies: [], health: undefined } as never,
    changes: [noAnswer],
    outcome: 'down',
    says: 'shop is DOWN',
  },
  {
    name: 'a URL without a route from here, and a balancer that gets 503 at it',
    changes: [
      sees('edge', 'lb1', { url: 'http://shop.example/', tries: [haproxy503()] }),
      noRoute,
      ssh('ENETUNREACH', 'app2', '10.0.0.12'),
    ],
    outcome: 'down',
    says: 'shop is DOWN',
  },
  {
    name: 'no resolver for the URL, and health that fails on every host',
    changes: [noResolver, ...f.unhealthy(['app1', 'app2'], '{"redis":"down"}')],
    outcome: 'down',
    says: 'shop is DOWN',
  },
]

describe('settleOwnTrouble()', () => {
  it.each(cases)('$name: $outcome, $says', ({ changes, outcome, says, causes, service: parts }) => {
    const service = serviceOf(parts)
    const readings = readingsOf(service, changes)
    const report = buildReport({ service, readings, startedAt: runAt, finishedAt: runAt })
    expect([report.outcome, renderHeadline(report)]).toEqual([outcome, expect.stringContaining(says)])
    const told = report.diagnosis.causes.map(({ cause, strength }) => `${cause} ${strength}`)
    expect(told).toEqual(causes ?? told)
    expect(outcome === 'inconclusive' ? told.filter((cause) => !cause.endsWith('possible')) : []).toEqual([])
  })

  it.each(cases)('$name: changes nothing when it is applied again', ({ changes, service: parts }) => {
    const once = settleOwnTrouble(readingsOf(serviceOf(parts), changes))
    expect(settleOwnTrouble(once)).toEqual(once)
  })

  it('advises nothing for the service where this machine is at fault', () => {
    const { diagnosis } = diagnosed(
      serviceOf(),
      readingsOf(serviceOf(), [ssh('ENETUNREACH', all, '10.0.0.11'), noResolver]),
    )
    expect(diagnosis.thisMachine).toEqual([
      {
        text: expect.stringMatching(/^this machine cannot/),
        fix: expect.stringMatching(/^on this machine: ip route get 10\.0\.0\.11/),
      },
    ])
    expect(JSON.stringify(diagnosis)).not.toMatch(/balancer, so that|take it out/)
  })
})
