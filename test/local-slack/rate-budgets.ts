/**
 * Slack's published limits (docs.slack.dev/apis/web-api/rate-limits), taken at their strictest reading: no more than the
 * tier's number of calls of a method in any 60 seconds. Posting has its own rule, about one a second for each channel
 * with short bursts, and a limit for the workspace that Slack calls "several hundred per minute".
 */
const perMinute: Readonly<Record<string, number>> = {
  'chat.update': 50,
  'chat.delete': 50,
  'chat.postMessage': 300,
  'chat.postEphemeral': 100,
  'conversations.history': 50,
  'conversations.replies': 50,
  'conversations.join': 50,
  'views.open': 100,
  'views.update': 100,
  'views.push': 100,
  'files.getUploadURLExternal': 100,
  'files.completeUploadExternal': 100,
}
/** A shared file is a message in its channel. */
const postingMethods = ['chat.postMessage', 'files.completeUploadExternal']
const postsInBurst = 5
const windowMs = 60_000

/** Counts calls; gives the seconds for `Retry-After` when a call is over its limit, and does not count that call. */
export type RateBudgets = (call: { method: string; channel: string }) => number | undefined

export function createRateBudgets(now: () => number): RateBudgets {
  const made = new Map<string, number[]>()
  const buckets = new Map<string, { tokens: number; at: number }>()
  const waitForWindow = (method: string, limit: number): number => {
    const recent = (made.get(method) ?? []).filter((at) => at > now() - windowMs)
    made.set(method, recent)
    const oldest = recent[recent.length - limit]
    return oldest === undefined ? 0 : oldest + windowMs - now()
  }
  const bucketOf = (channel: string): { tokens: number; at: number } => {
    const { tokens, at } = buckets.get(channel) ?? { tokens: postsInBurst, at: now() }
    const refilled = { tokens: Math.min(postsInBurst, tokens + (now() - at) / 1000), at: now() }
    buckets.set(channel, refilled)
    return refilled
  }
  return ({ method, channel }) => {
    const limit = perMinute[method]
    if (limit === undefined) return undefined
    const bucket = postingMethods.includes(method) ? bucketOf(channel) : undefined
    const waitMs = Math.max(waitForWindow(method, limit), bucket && bucket.tokens < 1 ? (1 - bucket.tokens) * 1000 : 0)
    if (waitMs > 0) return Math.max(1, Math.ceil(waitMs / 1000))
    made.get(method)?.push(now())
    if (bucket) bucket.tokens -= 1
    return undefined
  }
}
