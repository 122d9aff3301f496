import { buildHttpAsk, type HttpValue, parseHttpAnswer } from './http.ts'
import type { AskProbe } from './probe.ts'

/** The health endpoint, from each host's own position. */
export const healthProbe: AskProbe<'health', HttpValue> = {
  id: 'health',
  label: 'health endpoint',
  reads: { kind: 'ask', build: buildHttpAsk },
  parse: parseHttpAnswer,
}
