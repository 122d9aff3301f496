import { bot } from '../../probe/reading.ts'
import { healthOn } from './health-on.ts'
import { servedAs, slowestMs } from './http-try.ts'
import type { View } from './view.ts'

/** Faster than this no user waits. */
const quickMs = 1000

/**
 * Whether it was seen that nobody waits: the public URL, and on the service's own hosts the health endpoint, answered
 * every try well within a second. A host under load that passes this is busy, not overloaded.
 */
export function answersQuickly(view: View, host: string): boolean {
  const edge = view.looks('edge').find((look) => look.host === bot)
  const { health, requests } = view.service
  if (edge === undefined || !edge.value.tries.every(servedAs(requests?.url?.expect))) return false
  if (slowestMs(edge.value.tries) >= quickMs) return false
  if (!view.service.hosts.includes(host)) return true
  const look = health === undefined ? undefined : view.look('health', host, health)
  return look !== undefined && healthOn(view, host) === 'ok' && slowestMs(look.value.tries) < quickMs
}
