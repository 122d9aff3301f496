import { createAsk } from '../../../src/ask/create-ask.ts'
import { createDirectDial } from '../../../src/ask/create-direct-dial.ts'
import type { Ask, AskResult } from '../../../src/probe/execute.ts'
import { type AskProbeId, parseAnswer } from '../../../src/probe/parse-answer.ts'
import type { ProbeValues } from '../../../src/probe/values.ts'
import type { Endpoint } from '../../../src/service/service.ts'

const fromBot = createAsk({ dial: createDirectDial(), hostAddress: () => undefined })

/** Asks from the bot and gives what came back, still in the endpoint's terms. */
export function askFromHere(ask: Ask, signal: AbortSignal = new AbortController().signal): Promise<AskResult> {
  return fromBot('bot', ask, { signal })
}

/** Asks and parses; throws what could not be seen, so that a test fails with its reason. */
export async function valueOf<P extends AskProbeId>(probe: P, ask: Ask): Promise<ProbeValues[P]> {
  const { outcome } = await askFromHere(ask)
  if (outcome.kind === 'unseen') throw new Error(`${outcome.reason}: ${outcome.detail}`)
  const parsed = parseAnswer(probe, outcome, { subject: 'test' })
  if (parsed.kind === 'unseen') throw new Error(`${parsed.reason}: ${parsed.detail}`)
  return parsed.value
}

export function endpointOf(kind: Endpoint['kind'], url: string): Endpoint {
  return { kind, label: 'test', host: '127.0.0.1', port: 1, url }
}
