import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseRedisAnswer } from './redis.ts'

const infoOf = (name: string) =>
  readFileSync(new URL(`../../test/fixtures/answers/redis-7.0-info-${name}.txt`, import.meta.url), 'utf8')
const pong = { text: 'PONG' }
const parse = (...replies: readonly ({ text: string } | { error: string })[]) =>
  parseRedisAnswer({ kind: 'redis', latencyMs: 1, replies })

describe('parseRedisAnswer()', () => {
  it('reads the INFO of a master', () => {
    const setting = { text: 'stop-writes-on-bgsave-error\nno' }
    expect(parse(pong, { text: infoOf('master') }, { text: 'maxclients\n500' }, setting)).toEqual({
      kind: 'seen',
      value: {
        kind: 'answered',
        latencyMs: 1,
        version: '7.0.15',
        role: 'master',
        isLoading: false,
        connectedClients: 1,
        maxClients: 500,
        blockedClients: 0,
        rejectedConnections: 0,
        usedMemoryBytes: expect.any(Number),
        maxMemoryBytes: 2_097_152,
        evictionPolicy: 'noeviction',
        lastSaveOk: true,
        stopsWritesOnSaveError: false,
        uptimeSeconds: expect.any(Number),
      },
    })
  })

  it('reads the INFO of a replica that lost its master', () => {
    const parsed = parse(pong, { text: infoOf('replica-link-down') })
    expect(parsed).toMatchObject({ value: { role: 'slave', masterLinkStatus: 'down', maxClients: 10_000 } })
  })

  it.each([
    'LOADING Redis is loading the dataset in memory',
    'NOAUTH Authentication required.',
    'ERR max number of clients reached',
    'MISCONF Redis is configured to save RDB snapshots, but it is currently unable to persist to disk.',
  ])('takes %s for what PING said', (error) => {
    expect(parse({ error }, { error }, { error }, { error })).toEqual({
      kind: 'seen',
      value: { kind: 'answered', latencyMs: 1, error },
    })
  })

  it('leaves out what a server does not report or says oddly', () => {
    const info = '# Server\r\nredis_version:<b>\r\nconnected_clients:-1\r\nmaxmemory:lots\r\nrole:sentinel\r\nloading:2'
    expect(parse(pong, { text: info }, { error: "ERR unknown command 'CONFIG'" })).toEqual({
      kind: 'seen',
      value: { kind: 'answered', latencyMs: 1 },
    })
  })

  it.each([['hello'], [''], ['PONGPONG']])('does not take %j for a PONG', (text) => {
    expect(parse({ text })).toMatchObject({ kind: 'unseen', reason: 'garbled' })
  })

  it('sees nothing in an answer without replies', () => {
    expect(parse()).toMatchObject({ kind: 'unseen', reason: 'garbled' })
  })
})
