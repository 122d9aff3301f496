import type { Failed } from './answer.ts'

/** One request and what came back, headers and body as sent. */
export interface HttpAnswer {
  readonly kind: 'answered'
  readonly status: number
  /** Reason phrase as sent; empty where the server sends none. */
  readonly statusText: string
  readonly httpVersion: string
  /** Names and values in order and in the case received; names may repeat. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** The first 16 KiB, decoded as UTF-8. */
  readonly body: string
  readonly bodyBytes: number
  readonly firstByteMs: number
  readonly totalMs: number
  /** The address that answered, `ip:port`, where known. */
  readonly address?: string
}

/** A URL asked one or several times; several show a fault that only one of many servers has. */
export interface HttpValue {
  readonly url: string
  readonly tries: readonly (HttpAnswer | Failed)[]
}
