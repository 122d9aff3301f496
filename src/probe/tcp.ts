import type { Failed } from './answer.ts'
import type { Answer, Ask } from './execute.ts'
import { unexpectedAnswer } from './unexpected-answer.ts'
import type { Parsed } from './unseen.ts'

export type TcpValue = { readonly kind: 'answered'; readonly connectMs: number } | Failed

/** Whether something accepts connections; `timeoutMs` defaults to 3 s, when a lost SYN has been sent again once. */
export function buildTcpAsk(of: { readonly host: string; readonly port: number; readonly timeoutMs?: number }): Ask {
  return { kind: 'tcp', host: of.host, port: of.port, timeoutMs: of.timeoutMs ?? 3000 }
}

export function parseTcpAnswer(answer: Answer): Parsed<TcpValue> {
  if (answer.kind === 'failed') return { kind: 'seen', value: answer }
  if (answer.kind !== 'tcp') return unexpectedAnswer(answer, 'TCP')
  return { kind: 'seen', value: { kind: 'answered', connectMs: answer.connectMs } }
}
