import { safeLine } from './failure-of.ts'

/** What Redis said to one command, an array one element a line; its errors are replies as well. */
export type RedisReply = { readonly text: string } | { readonly error: string }

/** A command on the wire (redis.io, Redis serialization protocol 2): an array of bulk strings. */
export function buildRedisCommand(words: readonly string[]): Buffer {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`)
  return Buffer.from(`*${words.length}\r\n${parts.join('')}`)
}

/** Replies nested deeper, lines or arrays longer than this come from something else than Redis: CONFIG GET answers two. */
const limitDepth = 8
const limitElements = 1024
const limitLine = 64 * 1024

/** The reply that begins at `at` and where the next one begins; undefined while it is not complete. Throws on anything else. */
export function parseRedisReply(
  bytes: Buffer,
  at = 0,
  depth = 0,
): { readonly reply: RedisReply; readonly next: number } | undefined {
  const end = bytes.indexOf('\r\n', at)
  const kind = String.fromCharCode(bytes[at] ?? 0)
  if (at < bytes.length && !'+-:$*'.includes(kind)) throw notRedis(bytes, at)
  if (end === -1 && bytes.length - at > limitLine) throw notRedis(bytes, at)
  if (end === -1) return undefined
  const line = bytes.toString('utf8', at + 1, end)
  if (kind === '+') return { reply: { text: line }, next: end + 2 }
  if (kind === '-') return { reply: { error: safeLine(line) }, next: end + 2 }
  const number = /^-?\d{1,15}$/.test(line) ? Number(line) : Number.NaN
  if (Number.isNaN(number) || depth > limitDepth || (kind === '*' && number > limitElements)) throw notRedis(bytes, at)
  if (kind === ':') return { reply: { text: line }, next: end + 2 }
  if (number < 0) return { reply: { text: '' }, next: end + 2 }
  return kind === '$' ? parseBulk(bytes, end + 2, number) : parseArray(bytes, end + 2, { number, depth })
}

function parseBulk(bytes: Buffer, at: number, length: number) {
  if (bytes.length < at + length + 2) return undefined
  return { reply: { text: bytes.toString('utf8', at, at + length) }, next: at + length + 2 }
}

function parseArray(bytes: Buffer, at: number, { number, depth }: { number: number; depth: number }) {
  const texts: string[] = []
  let next = at
  for (let element = 0; element < number; element += 1) {
    const parsed = parseRedisReply(bytes, next, depth + 1)
    if (!parsed) return undefined
    texts.push('text' in parsed.reply ? parsed.reply.text : parsed.reply.error)
    next = parsed.next
  }
  return { reply: { text: texts.join('\n') }, next }
}

function notRedis(bytes: Buffer, at: number): Error {
  return new Error(`not Redis: it said ${JSON.stringify(bytes.toString('latin1', at, at + 60))}`)
}
