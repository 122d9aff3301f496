import type { Answer, Ask } from '../probe/execute.ts'
import type { Unseen } from '../probe/unseen.ts'
import { exchange, type Reach } from './exchange.ts'

/** Whether something accepts connections there, and how fast; not a byte is sent. */
export function askTcp(ask: Extract<Ask, { kind: 'tcp' }>, reach: Reach): Promise<Answer | Unseen> {
  const target = { kind: 'tcp', host: ask.host, port: ask.port } as const
  return exchange(target, { ...reach, timeoutMs: ask.timeoutMs }, ({ connectMs }) =>
    Promise.resolve({ kind: 'tcp' as const, connectMs }),
  )
}
