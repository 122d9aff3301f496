import { describe, expect, it } from 'vitest'
import * as f from '../../../test/support/faults.ts'
import { page } from '../../../test/support/healthy-values.ts'
import { sees, serviceOf } from '../../../test/support/readings.ts'
import { type Judged, tellJudged } from '../../../test/support/tell-judged.ts'
import type { BalancerServersValue } from '../../probe/balancer-servers.ts'

const { health: _health, ...portOnly } = serviceOf()
const { port: _port, ...healthOnly } = serviceOf()
const elsewhere = serviceOf({ health: 'http://shop.internal/health' })
const own = (answer: Parameters<typeof f.health>[1]) =>
  sees('port', 'app1', answer.kind === 'failed' ? answer : { kind: 'answered', connectMs: 1 })
const tries = (...all: readonly Parameters<typeof f.health>[1][]) =>
  sees('health', 'app1', (value) => ({ ...value, tries: all }))
const direct = (answer: Parameters<typeof f.health>[1]) =>
  sees('edge', 'app1', (value) => ({ ...value, tries: [answer] }))
const stats = (change: (value: BalancerServersValue) => Partial<BalancerServersValue>) =>
  sees('balancer-servers', 'lb1', (value) => ({ ...value, ...change(value) }))
const backend = (status: string, name = 'web') =>
  stats(({ backends }) => ({ backends: backends.map((each) => ({ ...each, status, name })) }))
const connect = (answer: ReturnType<typeof f.failed>) => sees('port', 'lb1', answer)
const app1 = ['app1']

const endpoints: readonly Judged[] = [
  [
    'an error with words',
    [f.health('app1', page(503, { statusText: 'Service Unavailable', body: '{"redis":\n "down"}' }))],
  ],
  ['an error with a page', [f.health('app1', page(500, { body: ' <html>x</html>' }))]],
  ['an error without a body', [f.health('app1', page(500, { body: '' }))]],
  ['an error with a long body', [f.health('app1', page(500, { body: 'x'.repeat(400) }))]],
  ['a redirect', [f.health('app1', page(399))]],
  ['a refusal', [f.health('app1', page(400))]],
  [
    'a refusal that the balancer gets as well',
    [f.health('app1', page(401)), f.servers({ ...f.checks503, checkCode: 401 }, app1)],
  ],
  ['a refusal while the balancer gets something else', [f.health('app1', page(401)), f.servers(f.checks503, app1)]],
  ['a refusal of one try', [tries(page(200), page(429))]],
  ['a refusal of one try, and an error', [tries(page(503), page(429))]],
  ['a refusal seen from here', [f.health('app1', page(401))], elsewhere, 'app1'],
  ['an answer below 200', [f.health('app1', page(199))]],
  ['no connection', [f.health('app1', f.failed('refused'))]],
  ['no answer in time', [f.health('app1', f.noAnswer)]],
  ['an error now and then', [tries(page(200), f.noAnswer)]],
  ['an error first', [tries(page(500), page(200), page(200))]],
  ['no try at all', [tries()]],
  ['an answer just in time', [f.health('app1', page(200, { firstByteMs: 2999 }))]],
  ['a late answer', [tries(page(200, { firstByteMs: 3000 }), page(200))]],
  ['the application itself ill, too', [f.health('app1', page(503)), direct(page(503))]],
  [
    'the application itself not answering',
    [f.health('app1', page(503)), direct(f.failed('reset', { phase: 'answer' }))],
  ],
  [
    'the application itself never asked',
    [f.health('app1', page(503)), sees('edge', 'app1', (value) => ({ ...value, tries: [] }))],
  ],
  ['an endpoint seen from here', [], undefined, 'app1'],
  ['an ill endpoint seen from here', [f.health('app1', page(503))], undefined, 'app1'],
  ['an endpoint of another address, seen from here', [f.health('app1', page(503))], elsewhere, 'app1'],
  ['a fine endpoint of another address, seen from here', [], elsewhere, 'app1'],
  ['an endpoint without an answer to anyone', [f.health('app1', f.noAnswer)], elsewhere, 'app1'],
  ['an endpoint that fails here now and then', [tries(page(200), page(503))], elsewhere, 'app1'],
  ['a port seen from here', [own(f.failed('refused'))], portOnly, 'app1'],
  ['an open port', [], portOnly],
  ['a closed port', [own(f.failed('refused'))], portOnly],
  ['a port without an answer', [own(f.failed('timed-out'))], portOnly],
]

const servers: readonly Judged[] = [
  ['a server down for a refused connection', [f.servers(f.refusedChecks, app1)]],
  ['a server down for its answer', [f.servers(f.checks503, app1)]],
  ['a server down since no known time', [f.servers({ ...f.checkTimeouts, secondsSinceChange: 0 }, app1)]],
  [
    'a server down without a check',
    [f.servers({ status: 'DOWN', checkStatus: '', checkDetail: '', checkCode: 0 }, app1)],
  ],
  [
    'a server down for its agent',
    [f.servers({ status: 'DOWN (agent)', checkStatus: '', checkDetail: 'stopped', checkCode: 0 }, app1)],
  ],
  ['a server on its way down', [f.servers({ status: 'UP 2/3', ...pick(f.checks503) }, app1)]],
  ['a server on its way up', [f.servers({ status: 'DOWN 1/2', ...pick(f.checks503) }, app1)]],
  [
    'a server without checks',
    [f.servers({ status: 'no check', checkStatus: '', checkDetail: '', checkCode: 0 }, app1)],
  ],
  ['a server with many checks to go', [f.servers({ status: 'UP 10/12' }, app1)]],
  ['a server in maintenance', [f.servers({ status: 'MAINT' }, app1)]],
  ['a server in maintenance by another', [f.servers({ status: 'MAINT (via web/x)', secondsSinceChange: 0 }, app1)]],
  ['a server whose name is unknown', [f.servers({ status: 'MAINT (resolution)' }, app1)]],
  ['a draining server', [f.servers({ status: 'DRAIN' }, app1)]],
  ['a draining server that fails its agent', [f.servers({ status: 'DRAIN (agent)', secondsSinceChange: 0 }, app1)]],
  ['a server out of the balancing', [f.servers({ status: 'NOLB' }, app1)]],
  ['a server one below its limit', [f.servers({ sessions: 49, sessionLimit: 50, queue: 9 }, app1)]],
  ['a server at its limit with one in the queue', [f.servers({ sessions: 50, sessionLimit: 50, queue: 1 }, app1)]],
  ['a server at its limit with none in the queue', [f.servers({ sessions: 50, sessionLimit: 50, queue: 0 }, app1)]],
  [
    'a server over its limit that is failing checks',
    [f.servers({ status: 'UP 1/3', sessions: 51, sessionLimit: 50, queue: 2 }, app1)],
  ],
  ['a server with a limit of nothing', [f.servers({ sessions: 0, sessionLimit: 0, queue: 2 }, app1)]],
  ['a queue without a limit', [f.servers({ sessions: 50, queue: 2 }, app1)]],
  [
    'a server without an address',
    [
      stats(({ servers: all }) => ({
        servers: all.map(({ address: _address, ...each }) => ({ ...each, status: 'DOWN' })),
      })),
    ],
  ],
  [
    'a server that is none of the hosts',
    [
      stats(({ servers: all }) => ({
        servers: all.map((each) => ({ ...each, name: `x-${each.name}`, address: '10.9.9.9:1', status: 'DOWN' })),
      })),
    ],
  ],
  [
    'a server that is down, seen from here',
    [f.servers(f.refusedChecks, app1), connect(f.failed('refused'))],
    undefined,
    'lb1',
  ],
  ['a backend down', [backend('DOWN')]],
  ['a backend down with a note', [backend('DOWN (agent)')]],
  ['a backend of others down', [backend('DOWN', 'other')]],
  [
    'a rule that denies one',
    [stats(({ frontends }) => ({ frontends: frontends.map((each) => ({ ...each, deniedRequests: 1 })) }))],
  ],
  [
    'a rule that denies',
    [stats(({ frontends }) => ({ frontends: frontends.map((each) => ({ ...each, deniedRequests: 812 })) }))],
  ],
  ['a server that the balancer reaches although it is down', [f.servers(f.checks503, app1), connectOk()]],
  ['a server that the balancer does not reach', [f.servers(f.checkTimeouts, app1), connect(f.failed('timed-out'))]],
  ['a server that refuses the balancer', [f.servers(f.refusedChecks, app1), connect(f.failed('refused'))]],
  [
    'the same of a service without a port',
    [f.servers(f.refusedChecks, app1), connect(f.failed('refused'))],
    healthOnly,
  ],
  [
    'a server on the balancer itself',
    [
      stats(({ servers: all }) => ({
        servers: all.slice(0, 1).map((each) => ({ ...each, address: '127.0.0.1:8000', status: 'DOWN' })),
      })),
      connect(f.failed('refused')),
    ],
  ],
]

function pick({ checkStatus, checkCode, checkDetail }: typeof f.checks503) {
  return { checkStatus, checkCode, checkDetail }
}

function connectOk() {
  return sees('port', 'lb1', { kind: 'answered', connectMs: 1 })
}

describe('judgeHealth()', () => {
  it('says of endpoints and ports', async () => {
    await expect(tellJudged(endpoints)).toMatchFileSnapshot('fixtures/health.txt')
  })

  it('says of a balancer’s servers', async () => {
    await expect(tellJudged(servers)).toMatchFileSnapshot('fixtures/balancer.txt')
  })
})
