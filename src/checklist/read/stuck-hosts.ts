import { isSectionProbe } from '../../probe/parse-section.ts'
import type { ProbeId, Reading } from '../../probe/reading.ts'
import type { Parsed, Unseen } from '../../probe/unseen.ts'
import { failureIn } from './own-attempts.ts'

/** Codes of the SSH edge: the host's kernel took the connection, and nothing there got round to the rest. */
const unfinished: ReadonlySet<string | undefined> = new Set(['handshake-timeout', 'channel-timeout'])

interface Told {
  readonly probe: ProbeId
  readonly host: string
  readonly outcome: Pick<Parsed<unknown>, 'kind'>
}

/**
 * Hosts that accept our connection and get no further, with why nothing was seen there: out of processor time or memory,
 * or frozen. Not hosts that are gone, and nothing that they were asked to reach for us can be blamed.
 */
export function stuckHosts(told: readonly Told[]): ReadonlyMap<string, Unseen> {
  const byHost = Map.groupBy(
    told.filter(({ probe }) => isSectionProbe(probe)),
    ({ host }) => host,
  )
  return new Map(
    [...byHost].flatMap(([host, list]) => {
      const gaps = list.flatMap(({ outcome }) => (isUnfinished(outcome) ? [outcome] : []))
      return gaps[0] !== undefined && gaps.length === list.length ? [[host, gaps[0]] as const] : []
    }),
  )
}

function isUnfinished(outcome: Pick<Parsed<unknown>, 'kind'>): outcome is Unseen {
  return outcome.kind === 'unseen' && unfinished.has((outcome as Unseen).code)
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
