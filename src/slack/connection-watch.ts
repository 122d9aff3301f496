/** Tells whether Slack is connected, and forgives a gap: connections are renewed now and then, by Slack's own will. */
export interface ConnectionWatch {
  /** Heard at each change. */
  readonly heard: (isConnected: boolean) => void
  readonly isReady: () => boolean
  /** Not ready from now on, whatever is heard. */
  readonly end: () => void
}

/** A renewed connection is back in about four seconds, and others stand in; what lasts longer is an outage. */
const forgivenMs = 15_000

/** Not connected until it hears that it is. */
export function createConnectionWatch({ now }: { readonly now: () => number }): ConnectionWatch {
  let lostAtMs = Number.NEGATIVE_INFINITY
  let isConnected = false
  let isOver = false
  return {
    heard: (connected) => {
      if (isConnected && !connected) lostAtMs = now()
      isConnected = connected
    },
    isReady: () => !isOver && (isConnected || now() - lostAtMs < forgivenMs),
    end: () => {
      isOver = true
    },
  }
}
