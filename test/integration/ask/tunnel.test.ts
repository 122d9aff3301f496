import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createExecute } from '../../../src/create-execute.ts'
import { buildBalancerServersAsk } from '../../../src/probe/balancer-servers.ts'
import { buildDatabaseAsk } from '../../../src/probe/database.ts'
import type { Ask, Execute } from '../../../src/probe/execute.ts'
import { buildHttpAsk } from '../../../src/probe/http.ts'
import { buildRedisAsk } from '../../../src/probe/redis.ts'
import { buildTcpAsk } from '../../../src/probe/tcp.ts'
import type { Ssh } from '../../../src/ssh/create-ssh.ts'
import { createLocal } from '../../../src/ssh/local.ts'
import { type HaProxy, startHaProxy } from '../../support/haproxy.ts'
import { behaviours, type Peer, startPeer } from '../../support/peers.ts'
import { type Postgres, startPostgres } from '../../support/postgres.ts'
import { type RealRedis, startRedis } from '../../support/redis.ts'
import { sshTo } from '../../support/ssh-setup.ts'
import { type Sshd, startSshd } from '../../support/sshd.ts'
import { endpointOf } from './ask-from-here.ts'

describe('asking from a real host, through its SSH connection', () => {
  let sshd: Sshd
  let ssh: Ssh
  let execute: Execute
  let postgres: Postgres
  let redis: RealRedis
  let haproxy: HaProxy
  let silent: Peer
  beforeAll(async () => {
    sshd = await startSshd()
    ssh = sshTo(sshd)
    execute = createExecute({ ssh, local: createLocal(), hostAddress: () => '127.0.0.1' })
    postgres = await startPostgres()
    redis = await startRedis({ maxclients: 50 })
    haproxy = await startHaProxy(['s1 127.0.0.1:1'])
    silent = await startPeer(behaviours.silent)
  })
  afterAll(async () => {
    await ssh.close()
    await Promise.all([sshd.stop(), postgres.stop(), redis.stop(), haproxy.stop(), silent.stop()])
  })
  const askFromHost = (ask: Ask) => execute.ask('app1', ask, { signal: new AbortController().signal })
  const silentUrl = (scheme: string) => `${scheme}://u:p@127.0.0.1:${silent.port}/d`

  it.each<[string, () => Ask, object]>([
    ['PostgreSQL', () => buildDatabaseAsk(endpointOf('postgres', postgres.url())), { kind: 'postgres' }],
    [
      'Redis',
      () => buildRedisAsk(endpointOf('redis', redis.url())),
      { kind: 'redis', replies: [{ text: 'PONG' }, {}, {}, {}] },
    ],
    [
      'HTTP',
      () => buildHttpAsk({ url: `http://127.0.0.1:${haproxy.port}/`, times: 2 }),
      { tries: [{ status: 503 }, { status: 503 }] },
    ],
    ['TCP', () => buildTcpAsk({ host: '127.0.0.1', port: redis.port }), { kind: 'tcp' }],
    [
      'a unix socket',
      () => buildBalancerServersAsk({ socket: haproxy.userSocket }),
      { text: expect.stringContaining('app,s1,') },
    ],
    ['a refused port', () => buildTcpAsk({ host: '127.0.0.1', port: 1 }), { kind: 'failed', failure: 'refused' }],
    [
      'a silent HTTP server',
      () => buildHttpAsk({ url: silentUrl('http'), timeoutMs: 300 }),
      { tries: [{ failure: 'timed-out', phase: 'answer' }] },
    ],
    [
      'a silent PostgreSQL',
      () => buildDatabaseAsk(endpointOf('postgres', silentUrl('postgres')), { timeoutMs: 300 }),
      { failure: 'timed-out', phase: 'answer' },
    ],
    [
      'a silent Redis',
      () => buildRedisAsk(endpointOf('redis', silentUrl('redis')), { timeoutMs: 300 }),
      { failure: 'timed-out', phase: 'answer' },
    ],
  ])('sees %s', async (_what, build, outcome) => {
    const result = await askFromHost(build())
    expect(result.from).toBe('app1')
    expect(result.outcome).toMatchObject(outcome)
  })

  it('leaves no channel open', async () => {
    await expect.poll(() => silent.open.size).toBe(0)
  })

  it('asks from the bot, labelled, where the host forbids forwarding', async () => {
    const closed = await startSshd({ config: ['AllowTcpForwarding no'] })
    const closedSsh = sshTo(closed)
    const through = createExecute({ ssh: closedSsh, local: createLocal(), hostAddress: () => '127.0.0.1' })
    const ask = (what: Ask) => through.ask('app1', what, { signal: new AbortController().signal })
    const seen = await ask(buildHttpAsk({ url: `http://127.0.0.1:${haproxy.port}/` }))
    const refused = await ask(buildTcpAsk({ host: '127.0.0.1', port: 1 }))
    await closedSsh.close()
    await closed.stop()
    expect(seen).toMatchObject({ from: 'bot', outcome: { tries: [{ status: 503 }] } })
    expect(refused.outcome).toMatchObject({
      kind: 'unseen',
      reason: 'denied',
      fix: expect.stringContaining('AllowTcpForwarding'),
    })
  })
})
