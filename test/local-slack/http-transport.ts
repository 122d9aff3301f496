import { createHmac } from 'node:crypto'
import { type Ack, ackLimitMs, type Envelope, type Transport } from './deliver.ts'
import type { LocalSlackState } from './state.ts'

/**
 * Slack's HTTP delivery: commands as a form, interactions as a form with one `payload`, events as JSON, each signed
 * (docs.slack.dev/authentication/verifying-requests-from-slack).
 */
export function createHttpTransport(
  state: LocalSlackState,
  options: { appUrl: string; signingSecret: string },
): Transport {
  return {
    send: async (envelope, retry) => {
      const { body, contentType } = encode(envelope)
      const timestamp = String(Math.floor(Date.now() / 1000))
      const signature = createHmac('sha256', options.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')
      const sentAt = state.now()
      try {
        const answer = await fetch(options.appUrl, {
          method: 'POST',
          headers: {
            'content-type': contentType,
            'x-slack-signature': `v0=${signature}`,
            'x-slack-request-timestamp': timestamp,
            ...(retry ? { 'x-slack-retry-num': String(retry.attempt), 'x-slack-retry-reason': 'http_timeout' } : {}),
          },
          body,
          signal: AbortSignal.timeout(ackLimitMs),
        })
        const text = await answer.text()
        const afterMs = state.now() - sentAt
        return answer.status === 200
          ? { kind: 'acked', afterMs, payload: parse(text) }
          : failure(`the app answered HTTP ${answer.status}`)
      } catch (error) {
        return failure(error instanceof Error ? error.message : String(error))
      }
    },
    stop: () => Promise.resolve(),
  }
}

function encode({ type, payload }: Envelope): { body: string; contentType: string } {
  const form = 'application/x-www-form-urlencoded'
  switch (type) {
    case 'slash_commands':
      return { contentType: form, body: String(new URLSearchParams(payload as Record<string, string>)) }
    case 'interactive':
      return { contentType: form, body: String(new URLSearchParams({ payload: JSON.stringify(payload) })) }
    case 'events_api':
      return { contentType: 'application/json', body: JSON.stringify(payload) }
    default:
      return type satisfies never
  }
}

function failure(reason: string): Ack {
  return { kind: 'failed', reason }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
