import type { Duplex } from 'node:stream'
import type { Answer, Ask } from '../probe/execute.ts'
import type { Unseen } from '../probe/unseen.ts'
import { exchange, type Reach } from './exchange.ts'

/** HAProxy prints about 500 bytes a server: room for some 8,000 of them. */
const limitBytes = 4 * 1024 * 1024

/** Writes one request to a unix socket and reads until the other side closes. */
export function askUnix(ask: Extract<Ask, { kind: 'unix' }>, reach: Reach): Promise<Answer | Unseen> {
  const target = { kind: 'unix', path: ask.path } as const
  return exchange<Answer | Unseen>(target, { ...reach, timeoutMs: ask.timeoutMs }, async ({ stream }) => {
    // Not end(): some HAProxy versions drop a command whose sender has closed its side.
    stream.write(ask.send)
    const bytes = await readToEnd(stream)
    if (!bytes) {
      return { kind: 'unseen', reason: 'output-limit', detail: `${ask.path} sent more than ${limitBytes} bytes` }
    }
    return { kind: 'unix', text: bytes.toString('utf8') }
  })
}

async function readToEnd(stream: Duplex): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limitBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
