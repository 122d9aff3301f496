import type { AskProbe } from './probe.ts'
import { buildTcpAsk, parseTcpAnswer, type TcpValue } from './tcp.ts'

/** A dependency of which only the way to it is known, and the way to the database. */
export const dependencyTcpProbe: AskProbe<'dependency-tcp', TcpValue> = {
  id: 'dependency-tcp',
  label: 'dependency',
  reads: { kind: 'ask', build: buildTcpAsk },
  parse: parseTcpAnswer,
}
