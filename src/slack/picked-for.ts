/** Where a picked service is to be checked; travels through the modal as `private_metadata`. */
export interface PickedFor {
  readonly channel: string
  readonly threadTs?: string
}

export function renderPickedFor(at: PickedFor): string {
  return JSON.stringify(at)
}

/** Reads what `renderPickedFor` wrote. */
export function parsePickedFor(metadata: string): PickedFor {
  const { channel, threadTs } = JSON.parse(metadata) as { channel?: unknown; threadTs?: unknown }
  return { channel: String(channel), ...(typeof threadTs === 'string' ? { threadTs } : {}) }
}
