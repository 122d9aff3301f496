import { buildHttpAsk, type HttpValue, parseHttpAnswer } from './http.ts'
import type { AskProbe } from './probe.ts'

/** A dependency that speaks HTTP. */
export const dependencyHttpProbe: AskProbe<'dependency-http', HttpValue> = {
  id: 'dependency-http',
  label: 'dependency',
  reads: { kind: 'ask', build: buildHttpAsk },
  parse: parseHttpAnswer,
}
