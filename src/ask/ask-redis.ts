import { Redis } from 'ioredis'
import type { Failed } from '../probe/answer.ts'
import type { Answer, Ask } from '../probe/execute.ts'
import type { Unseen } from '../probe/reading.ts'
import { ConnectedSocket } from './connected-socket.ts'
import { exchange, type Reach, type Talk } from './exchange.ts'
import { oneLine } from './failure-of.ts'
import { secureStream } from './secure-stream.ts'

type RedisAsk = Extract<Ask, { kind: 'redis' }>
type Reply = { readonly text: string } | { readonly error: string }

/**
 * The commands in one pipeline on one connection, without a retry. What the server says against them (LOADING, NOAUTH,
 * WRONGPASS, its limit of clients) is a reply like any other; a refused password is the reply to every command.
 */
export function askRedis(ask: RedisAsk, reach: Reach): Promise<Answer | Unseen> {
  const url = new URL(ask.url)
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const target = { kind: 'tcp', host, port: Number(url.port) || 6379 } as const
  return exchange<Answer | Failed | Unseen>(target, { ...reach, timeoutMs: ask.timeoutMs }, async (talk) => {
    const stream = url.protocol === 'rediss:' ? await secured(talk, host) : talk.stream
    const startedMs = talk.elapsedMs()
    const replies = await converse(new ConnectedSocket(stream), [...greeting(url), ...ask.commands], {
      onFirst: () => talk.elapsedMs(),
    })
    return {
      kind: 'redis',
      latencyMs: Math.round((replies.firstAtMs - startedMs) * 10) / 10,
      replies: afterGreeting(replies.all, { url, count: ask.commands.length }),
    }
  })
}

async function secured(talk: Talk, host: string) {
  talk.enter('tls')
  const stream = await secureStream(talk.stream, { host, verify: 'name' })
  talk.enter('answer')
  return stream
}

/** The commands that a URL's password and database stand for, sent as our own so that their errors are seen. */
function greeting(url: URL): string[][] {
  const user = decodeURIComponent(url.username)
  const password = decodeURIComponent(url.password)
  const database = url.pathname.slice(1)
  return [
    ...(password === '' ? [] : [['AUTH', ...(user === '' ? [] : [user]), password]]),
    ...(/^[1-9]\d*$/.test(database) ? [['SELECT', database]] : []),
  ]
}

function afterGreeting(all: readonly Reply[], { url, count }: { url: URL; count: number }): readonly Reply[] {
  const replies = all.slice(-count)
  const auth = url.password === '' ? undefined : all[0]
  // A server without a password that is sent one says so and works on; every other refusal stands for all.
  if (!auth || !('error' in auth) || /without any password configured/.test(auth.error)) return replies
  return replies.map(() => auth)
}

/** Sends all at once and gathers one reply for each; rejects when not even the first is answered. */
async function converse(
  socket: ConnectedSocket,
  commands: readonly (readonly string[])[],
  { onFirst }: { readonly onFirst: () => number },
): Promise<{ readonly all: readonly Reply[]; readonly firstAtMs: number }> {
  const redis = createClient(socket)
  try {
    let firstAtMs: number | undefined
    const all = await Promise.all(
      commands.map(async ([name = '', ...values], at) => {
        const reply = await replyTo(redis.call(name, ...values))
        if (at === 0) firstAtMs = onFirst()
        return reply
      }),
    )
    const first = all[0]
    if (first && 'broken' in first) throw first.broken
    const said = all.map((reply) => ('broken' in reply ? { error: 'connection closed' } : reply))
    return { all: said, firstAtMs: firstAtMs ?? onFirst() }
  } finally {
    redis.disconnect()
    socket.destroy()
  }
}

function createClient(socket: ConnectedSocket): Redis {
  class Connector {
    readonly firstError = undefined
    check(): boolean {
      return true
    }
    connect(): Promise<ConnectedSocket> {
      return Promise.resolve(socket)
    }
    disconnect(): void {
      socket.destroy()
    }
  }
  const redis = new Redis({
    // The library's type wants its abstract class; these four members are all that it uses of it.
    Connector: Connector as never,
    lazyConnect: true,
    protocol: 2,
    disableClientInfo: true,
    enableReadyCheck: false,
    retryStrategy: null,
    maxRetriesPerRequest: 0,
  })
  redis.on('error', () => {})
  return redis
}

async function replyTo(call: Promise<unknown>): Promise<Reply | { readonly broken: Error }> {
  try {
    return { text: textOf(await call) }
  } catch (error) {
    if (error instanceof Error && error.name === 'ReplyError') return { error: oneLine(error.message) }
    return { broken: error instanceof Error ? error : new Error(String(error)) }
  }
}

/** Nested replies one element a line, as redis-cli prints them raw. */
function textOf(reply: unknown): string {
  if (Array.isArray(reply)) return reply.map(textOf).join('\n')
  return typeof reply === 'string' || typeof reply === 'number' ? String(reply) : ''
}
