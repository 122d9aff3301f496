/** A response that documentation, source code or a public report shows, and who sends it. */
export interface DocumentedResponse {
  readonly name: string
  readonly program: string
  readonly certainty: 'certain' | 'likely' | 'unknown'
  /** 503 unless given. */
  readonly status?: number
  readonly phrase?: string
  /** `Name: value` lines. */
  readonly head: readonly string[]
  readonly body: string
  readonly source: string
}
