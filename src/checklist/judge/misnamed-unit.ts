import { nearestNames } from '../../lib/nearest-names.ts'
import { bot } from '../../probe/reading.ts'
import type { Unit } from '../../probe/units.ts'
import type { Finding } from '../finding.ts'
import type { UnitRole } from '../process-facts.ts'
import { healthOn } from '../read/health-on.ts'
import { servedAs } from '../read/http-try.ts'
import { bareUnitName } from '../read/unit-role.ts'
import type { Look, View } from '../read/view.ts'
import { makeFinding } from './make-finding.ts'

/**
 * A unit that systemd does not know, and that is not missed: where the application answers or listens, where users are
 * served and no other host has the unit either, or where one of nearly that name is there and nothing seen is dead, it
 * is the name in our configuration that is wrong. Then nothing is known of the unit that was meant.
 */
export function isMisnamed(view: View, look: Look<'units'>, unit: Unit, role: UnitRole): boolean {
  if (unit.loadState !== 'not-found' || role === 'local-proxy') return false
  if (role === 'balancer') return isServingUsers(view)
  const health = healthOn(view, look.host)
  const listens = listensOn(view, look.host)
  if (health === 'ok' || listens === true) return true
  const isElsewhere = view
    .looks('units')
    .some((other) => other.value.units.some(({ name, loadState }) => name === unit.name && loadState !== 'not-found'))
  if (isElsewhere) return false
  return isServingUsers(view) || (nearest(look, unit.name).length > 0 && health !== 'bad' && listens !== false)
}

/** Undefined where no port is configured or sockets were not seen. */
function listensOn(view: View, host: string): boolean | undefined {
  const { port } = view.service
  const sockets = view.look('listeners', host)?.value.sockets
  return port === undefined ? undefined : sockets?.some((socket) => socket.port === port)
}

/** Nothing was seen of the unit that was meant; the names that are there help to fix the configuration. */
export function misnamed(look: Look<'units'>, unit: Unit, role: UnitRole): Finding {
  const name = bareUnitName(unit.name)
  const detail = `no such unit: ${name}; ${tellKnown(look, name)}`
  const [near] = nearest(look, unit.name)
  const key = role === 'balancer' ? 'balancer: unit:' : 'unit:'
  const fix =
    near === undefined
      ? `write the unit's name as ${key} in services.yml`
      : `${key} ${near} in services.yml, if that is the one`
  return makeFinding('process', [look], {
    id: 'unseen',
    weight: 'unseen',
    place: look.host,
    topic: `unit ${name} not seen: no such unit`,
    text: `unit ${name} on ${look.host} not seen: ${detail}`,
    host: look.host,
    facts: {
      what: `unit ${name}`,
      probe: 'units',
      reason: 'not-found',
      detail,
      fix,
      isEssential: true,
    },
  })
}

/** 'these exist: gunicorn, nginx': the nearest names, or how many there are. */
function tellKnown(look: Look<'units'>, name: string): string {
  const known = look.value.known ?? []
  if (known.length === 0) return 'systemd does not know it'
  const near = nearest(look, name)
  return near.length > 0
    ? `these exist: ${near.join(', ')}`
    : `none of the ${known.length} services there has a similar name`
}

/** Told beside a unit that is missed: '; these exist: gunicorn'. */
export function knownAside(look: Look<'units'>, name: string): string {
  return look.value.known === undefined ? '' : `; ${tellKnown(look, name)}`
}

function nearest(look: Look<'units'>, name: string): readonly string[] {
  const known = (look.value.known ?? []).map(bareUnitName)
  return nearestNames(bareUnitName(name), known)
}

/** Whether the public URL was answered well, asked from where users are. */
export function isServingUsers(view: View): boolean {
  const serves = servedAs(view.service.requests?.url?.expect)
  return view.looks('edge').some((look) => look.host === bot && look.value.tries.some(serves))
}
