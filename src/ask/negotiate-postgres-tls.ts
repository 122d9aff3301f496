import { readFileSync } from 'node:fs'
import type { Duplex } from 'node:stream'
import type { Talk } from './exchange.ts'
import type { PostgresTarget, SslMode } from './parse-postgres-url.ts'
import { secureStream, type Verification } from './secure-stream.ts'

/** SSLRequest: length 8, code 80877103 (PostgreSQL manual, 53.7). */
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])

/** `allow` asks for TLS first, like `prefer`: a server that insists on it is then reached at once. */
const verifications: Readonly<Record<Exclude<SslMode, 'disable'>, Verification>> = {
  allow: 'none',
  prefer: 'none',
  require: 'none',
  'verify-ca': 'chain',
  'verify-full': 'name',
}

/**
 * The stream to speak PostgreSQL on: over TLS where the server offers it and `sslmode` wants it, in clear otherwise.
 * Rejects when it must be TLS and the server has none, and when the other side is not PostgreSQL.
 */
export async function negotiatePostgresTls(talk: Talk, target: PostgresTarget): Promise<Duplex> {
  const { sslMode } = target
  if (sslMode === 'disable' || target.socketFolder !== undefined) return talk.stream
  talk.stream.write(sslRequest)
  const answer = await firstChunk(talk.stream)
  // Exactly one byte: more would be another protocol (SSH also begins with S), or bytes slipped in before TLS.
  if (answer.length === 1 && answer[0] === 0x4e) {
    if (sslMode === 'prefer' || sslMode === 'allow') return talk.stream
    talk.enter('tls')
    throw Object.assign(new Error(`the server has no TLS and sslmode=${sslMode} wants it`), { code: 'ERR_NO_TLS' })
  }
  if (answer.length !== 1 || answer[0] !== 0x53) throw notPostgres(answer)
  talk.enter('tls')
  const ca = target.sslRootCert === undefined ? {} : { ca: readFileSync(target.sslRootCert, 'utf8') }
  const secured = await secureStream(talk.stream, { host: target.host, verify: verifications[sslMode], ...ca })
  talk.enter('answer')
  return secured
}

/** Names what is there instead by its first words. */
export function notPostgres(first: Buffer): Error {
  return new Error(`not PostgreSQL: it said ${JSON.stringify(first.toString('latin1', 0, 60))}`)
}

function firstChunk(stream: Duplex): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const closed = () => reject(Object.assign(new Error('closed without an answer'), { code: 'ECONNRESET' }))
  const answered = (chunk: Buffer) => {
    stream.pause()
    resolve(chunk)
  }
  stream.once('data', answered)
  stream.once('error', reject)
  stream.once('end', closed)
  stream.once('close', closed)
  return promise.finally(() => {
    stream.off('data', answered).off('error', reject).off('end', closed).off('close', closed)
  })
}
