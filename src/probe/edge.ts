import { buildHttpAsk, type HttpValue, parseHttpAnswer } from './http.ts'
import type { AskProbe } from './probe.ts'

/** The service's public URL, from the bot. */
export const edgeProbe: AskProbe<'edge', HttpValue> = {
  id: 'edge',
  label: 'public URL',
  reads: { kind: 'ask', build: buildHttpAsk },
  parse: parseHttpAnswer,
}
