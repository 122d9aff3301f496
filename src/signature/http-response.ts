/** A response as a client saw it; `HttpAnswer` of a probe fits as it is. */
export interface HttpResponse {
  readonly status: number
  /** Reason phrase; empty where none was sent (HTTP/2, Tomcat). */
  readonly statusText: string
  readonly httpVersion: string
  /** Names and values in the order and case received; names may repeat. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}
