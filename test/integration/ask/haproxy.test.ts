import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildBalancerServersAsk } from '../../../src/probe/balancer-servers.ts'
import { buildHttpAsk } from '../../../src/probe/http.ts'
import { type HaProxy, startHaProxy } from '../../support/haproxy.ts'
import { answers, type Peer, startPeer } from '../../support/peers.ts'
import { askFromHere, valueOf } from './ask-from-here.ts'

describe("asking a real HAProxy for its servers' state", () => {
  let haproxy: HaProxy
  let well: Peer
  let sick: Peer
  beforeAll(async () => {
    well = await startPeer(answers('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'))
    sick = await startPeer(answers('HTTP/1.1 503 No database\r\nContent-Length: 0\r\n\r\n'))
    haproxy = await startHaProxy([
      `sick 127.0.0.1:${sick.port} check`,
      'refused 127.0.0.1:1 check',
      `resting 127.0.0.1:${well.port} check disabled`,
    ])
  })
  afterAll(async () => {
    await haproxy.stop()
    await Promise.all([well.stop(), sick.stop()])
  })
  const look = (socket: string) => valueOf('balancer-servers', buildBalancerServersAsk({ socket }))

  it('sees each server as HAProxy does', async () => {
    const states = async () => {
      const { servers } = await look(haproxy.adminSocket)
      return servers.map(({ name, status, checkStatus, checkCode }) => ({ name, status, checkStatus, checkCode }))
    }
    await expect.poll(states, { timeout: 5000 }).toEqual([
      { name: 'sick', status: 'DOWN', checkStatus: 'L7STS', checkCode: 503 },
      { name: 'refused', status: 'DOWN', checkStatus: 'L4CON', checkCode: undefined },
      { name: 'resting', status: 'MAINT', checkStatus: '', checkCode: undefined },
    ])
    expect((await look(haproxy.adminSocket)).backends).toMatchObject([
      { name: 'app', status: 'DOWN', activeServers: 0 },
    ])
  })

  it('needs no more than a socket of level user', async () => {
    expect((await look(haproxy.userSocket)).servers).toHaveLength(3)
  })

  it('gets its own 503 as it words it', async () => {
    const { outcome } = await askFromHere(buildHttpAsk({ url: `http://127.0.0.1:${haproxy.port}/` }))
    expect(outcome).toMatchObject({ tries: [{ status: 503, statusText: 'Service Unavailable', httpVersion: '1.1' }] })
    const [only] = outcome.kind === 'http' ? outcome.tries : []
    expect(only).toMatchObject({ headers: expect.arrayContaining([['content-length', '107']]), bodyBytes: 107 })
  })
})
