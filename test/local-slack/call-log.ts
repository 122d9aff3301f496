/** One call of the app to us, and how it ended. */
export interface LoggedCall {
  /** `performance.now()` when it arrived. */
  readonly at: number
  /** A Web API method, or `response_url`. */
  readonly method: string
  readonly channel: string
  /** The message that the call made or changed. */
  ts: string
  /** `ok`, an error code of Slack's, `rate_limited` (over the limits), or `injected …`. */
  outcome: string
  /** Whether the work was done, whatever the app was told. */
  isDone: boolean
  /** From the message's metadata. */
  readonly runId: string
  readonly part: string
  /** The trigger or the response_url that it answers. */
  readonly answers: string
}

/** How a delivery to the app went. */
export interface LoggedDelivery {
  readonly kind: string
  readonly at: number
  readonly ackMs: number | undefined
  readonly failure: string | undefined
  readonly isDuplicate: boolean
}

/** Everything that passed between Slack and the app, for tests and benchmarks to count. */
export interface CallLog {
  readonly calls: LoggedCall[]
  readonly deliveries: LoggedDelivery[]
}

/** Calls that Slack refused because there were too many, injected ones left out. */
export function refusedForRate(log: CallLog): readonly LoggedCall[] {
  return log.calls.filter((call) => call.outcome === 'rate_limited')
}

/** Messages that exist for a run, one entry for each part: more than one post done is a duplicate. */
export function postsByRun(log: CallLog): ReadonlyMap<string, readonly LoggedCall[]> {
  return Map.groupBy(
    log.calls.filter((call) => call.method === 'chat.postMessage' && call.isDone && call.runId !== ''),
    (call) => `${call.runId}/${call.part}`,
  )
}

/** Milliseconds between the done updates of each message, all in one list. */
export function updateGaps(log: CallLog): readonly number[] {
  const updates = log.calls.filter((call) => call.method === 'chat.update' && call.isDone)
  return [...Map.groupBy(updates, (call) => call.ts).values()].flatMap((ofMessage) =>
    ofMessage.slice(1).map((call, index) => call.at - (ofMessage[index]?.at ?? 0)),
  )
}
