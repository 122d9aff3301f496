import { logTime } from '../../lib/log-time.ts'
import { recentMs } from './age.ts'

/** Time zones reach from −12 to +14 h; a log without a zone may be off by that much, and no more. */
const zoneMs = 14 * 3_600_000

/**
 * The lines of a log that speak of now. nginx and syslog write local time without a zone, so that such lines are
 * compared with the newest of their own kind, which itself must be of about today. A line without a time is kept.
 */
export function currentLines(lines: readonly string[], nowMs: number): readonly string[] {
  const timed = lines.map((line) => ({ line, time: logTime(line, { seconds: nowMs / 1000 }) }))
  const local = timed.flatMap(({ time }) => (time?.isZoned === false ? [time.seconds * 1000] : []))
  const newest = Math.max(...local)
  return timed.flatMap(({ line, time }) => {
    if (time === undefined) return [line]
    const ms = time.seconds * 1000
    if (time.isZoned) return Math.abs(nowMs - ms) <= recentMs ? [line] : []
    const isOfToday = Math.abs(nowMs - newest) <= zoneMs + recentMs
    return isOfToday && newest - ms <= recentMs ? [line] : []
  })
}
