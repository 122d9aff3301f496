import type { Finding } from '../checklist/finding.ts'
import { type CauseId, causeIds, type Strength } from './diagnosis.ts'
import type { Scene } from './scene.ts'
import type { Suspect } from './suspect.ts'

/**
 * What lies upstream of what, when two suspects are equally strong: a host that is gone takes its application along,
 * a dependency that is gone fills the queues of the hosts that wait for it, and so on down to the health check.
 */
const upstreamFirst: readonly CauseId[] = [
  'host_unreachable',
  'dependency_failure',
  'db_connections_exhausted',
  'server_overload',
  'deployment_in_progress',
  'app_not_started',
  'balancer_down',
  'rate_limited',
  'health_check_failing',
]
const strengths: readonly Strength[] = ['confirmed', 'likely', 'possible']

/**
 * Drops the suspects that are symptoms of another, and orders the rest: by strength, then by how many users it hits,
 * what names one thing before what would explain anything, and at last by a fixed order, so that equal readings give an
 * equal answer.
 */
export function weighSuspects(scene: Scene, suspects: readonly Suspect[]): readonly Suspect[] {
  const weighed = suspects.map((suspect) => weighShortage(suspect, suspects))
  const standing = weighed.filter((suspect) => !isExplained(suspect, weighed))
  return standing.toSorted((a, b) => compare(scene, a, b))
}

/** A shortage that makes anything slow takes the verdict from no cause that names what is slow, and says why. */
function weighShortage(suspect: Suspect, suspects: readonly Suspect[]): Suspect {
  const { felt } = suspect
  if (felt === undefined || felt.length === 0) return suspect
  const isBroughtBy = (other: Suspect): boolean => !isUpstream(other, suspect) && other.rests.every(suspect.explains)
  const named = suspects.filter(
    (other) => other.felt === undefined && other.strength === 'confirmed' && !isBroughtBy(other),
  )
  const isNamed = felt.every((finding) => named.some((other) => isAccounted(other, finding)))
  return isNamed ? { ...suspect, strength: 'possible' } : suspect
}

/** Whether stronger suspects, one or several together, account for all that this one stands on. */
function isExplained(suspect: Suspect, suspects: readonly Suspect[]): boolean {
  const others = suspects.filter((other) => comesBefore(other, suspect))
  return (
    suspect.rests.length > 0 && suspect.rests.every((finding) => others.some((other) => isAccounted(other, finding)))
  )
}

function comesBefore(other: Suspect, suspect: Suspect): boolean {
  if (other.strength === 'possible') return false
  return rank(other) < rank(suspect) || (rank(other) === rank(suspect) && isUpstream(other, suspect))
}

function isUpstream(other: Suspect, suspect: Suspect): boolean {
  return upstreamFirst.indexOf(other.cause) < upstreamFirst.indexOf(suspect.cause)
}

function isAccounted(other: Suspect, finding: Finding): boolean {
  return other.rests.includes(finding) || other.explains(finding)
}

function rank(suspect: Suspect): number {
  return strengths.indexOf(suspect.strength)
}

function compare(scene: Scene, a: Suspect, b: Suspect): number {
  return (
    rank(a) - rank(b) ||
    reach(scene, b) - reach(scene, a) ||
    Number(a.felt !== undefined) - Number(b.felt !== undefined) ||
    causeIds.indexOf(a.cause) - causeIds.indexOf(b.cause) ||
    compareText(a.title, b.title)
  )
}

/** Share of the hosts that it takes out, 0–1. */
function reach(scene: Scene, suspect: Suspect): number {
  if (suspect.hosts === 'all') return 1
  return scene.hosts.length === 0 ? 0 : suspect.hosts.length / scene.hosts.length
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
