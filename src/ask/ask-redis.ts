import type { Duplex } from 'node:stream'
import type { Failed } from '../probe/answer.ts'
import type { Answer, Ask } from '../probe/execute.ts'
import type { Unseen } from '../probe/unseen.ts'
import { exchange, type Reach, type Talk } from './exchange.ts'
import { buildRedisCommand, parseRedisReply, type RedisReply } from './redis-protocol.ts'
import { secureStream } from './secure-stream.ts'

type RedisAsk = Extract<Ask, { kind: 'redis' }>

/** INFO is some 6 KiB; what sends more than this is no Redis that was asked these questions. */
const limitBytes = 128 * 1024

/**
 * The commands in one write on one connection, without a retry. What the server says against them (LOADING, NOAUTH,
 * WRONGPASS, its limit of clients) is a reply like any other; a refused password is the reply to every command.
 * The protocol is spoken here rather than by ioredis, which throws a null or a push frame that nobody asked for where
 * no caller can catch it (6.0.0, on `+PONG\r\n$-1\r\n`): any endpoint could end the bot.
 */
export function askRedis(ask: RedisAsk, reach: Reach): Promise<Answer | Unseen> {
  if (!URL.canParse(ask.url)) {
    return Promise.resolve({ kind: 'unseen', reason: 'unsupported', detail: 'not a redis:// URL' })
  }
  const url = new URL(ask.url)
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const target = { kind: 'tcp', host, port: Number(url.port) || 6379 } as const
  return exchange<Answer | Failed | Unseen>(target, { ...reach, timeoutMs: ask.timeoutMs }, async (talk) => {
    const stream = url.protocol === 'rediss:' ? await secured(talk, host) : talk.stream
    const startedMs = talk.elapsedMs()
    const asked = [...greeting(url), ...ask.commands]
    const { replies, firstAtMs } = await converse(stream, asked, talk.elapsedMs)
    const latencyMs = Math.round((firstAtMs - startedMs) * 10) / 10
    return { kind: 'redis', latencyMs, replies: afterGreeting(replies, { url, count: ask.commands.length }) }
  })
}

async function secured(talk: Talk, host: string): Promise<Duplex> {
  talk.enter('tls')
  const stream = await secureStream(talk.stream, { host, verify: 'name' })
  talk.enter('answer')
  return stream
}

/** The commands that a URL's password and database stand for. */
function greeting(url: URL): string[][] {
  const user = decode(url.username)
  const password = decode(url.password)
  const database = url.pathname.slice(1)
  return [
    ...(password === '' ? [] : [['AUTH', ...(user === '' ? [] : [user]), password]]),
    ...(/^[1-9]\d*$/.test(database) ? [['SELECT', database]] : []),
  ]
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Sends all at once and gathers the replies; rejects when the stream ends before the first. */
async function converse(
  stream: Duplex,
  commands: readonly (readonly string[])[],
  elapsedMs: () => number,
): Promise<{ readonly replies: readonly RedisReply[]; readonly firstAtMs: number }> {
  const replies: RedisReply[] = []
  let firstAtMs = 0
  let bytes = Buffer.alloc(0)
  let at = 0
  // Reading begins before writing: a server that refuses has spoken already and closed.
  const reading = (async () => {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes = Buffer.concat([bytes, chunk])
      if (bytes.length > limitBytes) throw new Error(`sent more than ${limitBytes} bytes`)
      for (let parsed = parseRedisReply(bytes, at); parsed; parsed = parseRedisReply(bytes, at)) {
        if (replies.length === 0) firstAtMs = elapsedMs()
        replies.push(parsed.reply)
        at = parsed.next
        if (replies.length === commands.length) return
      }
    }
    throw Object.assign(new Error('closed without an answer'), { code: 'ECONNRESET' })
  })()
  stream.write(Buffer.concat(commands.map(buildRedisCommand)))
  try {
    await reading
  } catch (error) {
    if (replies.length === 0) throw error
  }
  return { replies, firstAtMs }
}

/** The replies to what was asked: a refusal of the greeting or of the connection stands for them all. */
function afterGreeting(all: readonly RedisReply[], { url, count }: { url: URL; count: number }): readonly RedisReply[] {
  const greetings = greeting(url).length
  const isCutOff = all.length < greetings + count
  const refusal = all.slice(0, isCutOff ? 1 : greetings).find(isRefusal)
  return Array.from({ length: count }, (_, at) => {
    return refusal ?? all[greetings + at] ?? { error: 'the connection was closed' }
  })
}

/** A server without a password that is sent one says so and works on. */
function isRefusal(reply: RedisReply): boolean {
  return 'error' in reply && !/without any password configured/.test(reply.error)
}
