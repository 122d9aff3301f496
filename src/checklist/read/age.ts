import type { View } from './view.ts'

/** Milliseconds from a time on a host's clock to now on that clock; never negative; undefined for no or no sensible time. */
export function ageMs(view: View, host: string, at: string | undefined): number | undefined {
  if (at === undefined) return undefined
  const then = Date.parse(at)
  if (!Number.isFinite(then) || then <= 0) return undefined
  return Math.max(0, view.nowOn(host) - then)
}

/** What happened within this time may have to do with what is seen now; older lines and kills are history. */
export const recentMs = 15 * 60_000

/** Whether a time on a host's clock is at most `withinMs` ago. */
export function isRecent(view: View, host: string, at: string | undefined, withinMs = recentMs): boolean {
  const age = ageMs(view, host, at)
  return age !== undefined && age <= withinMs
}
