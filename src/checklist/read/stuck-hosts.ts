import { isSectionProbe } from '../../probe/parse-section.ts'
import type { Reading } from '../../probe/reading.ts'
import type { Unseen } from '../../probe/unseen.ts'
import { failureIn } from './own-attempts.ts'
import { unseenHosts } from './unseen-hosts.ts'

/**
 * Hosts that accept our connection and get no further, with why nothing was seen there: out of processor time or memory,
 * or frozen. Not hosts that are gone, and nothing that they were asked to reach for us can be blamed.
 */
export function stuckHosts(readings: readonly Reading[]): ReadonlyMap<string, Unseen> {
  return unseenHosts(readings, isUnfinished)
}

/** By the codes of the SSH edge: the host's kernel took the connection, and nothing there got round to the rest. */
function isUnfinished({ code }: Unseen): boolean {
  return code === 'handshake-timeout' || code === 'channel-timeout'
}

/** What could not be reached from the position of a stuck host becomes unseen: it says nothing of what was to be reached. */
export function settleStuckHosts(readings: readonly Reading[]): readonly Reading[] {
  const stuck = stuckHosts(readings)
  if (stuck.size === 0) return readings
  return readings.map((reading) => {
    const { outcome, from } = reading
    const why = stuck.get(from)
    const isInVain = outcome.kind === 'seen' && !isSectionProbe(reading.probe) && failureIn(outcome.value) !== undefined
    return why !== undefined && isInVain ? { ...reading, outcome: why } : reading
  })
}
