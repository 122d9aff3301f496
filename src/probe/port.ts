import type { AskProbe } from './probe.ts'
import { buildTcpAsk, parseTcpAnswer, type TcpValue } from './tcp.ts'

/** The application's port, from each host's own position (when there is no health URL) or from the balancer's. */
export const portProbe: AskProbe<'port', TcpValue> = {
  id: 'port',
  label: 'port',
  reads: { kind: 'ask', build: buildTcpAsk },
  parse: parseTcpAnswer,
}
