import { renderDuration } from '../../lib/duration.ts'
import { bytes, percent } from '../../lib/render-figure.ts'
import type { OomValue } from '../../probe/oom.ts'
import type { Unit } from '../../probe/units.ts'
import type { Finding } from '../finding.ts'
import { ageMs, recentMs } from '../read/age.ts'
import { bareUnitName, unitRole } from '../read/unit-role.ts'
import type { Look, View } from '../read/view.ts'
import { makeFinding } from './make-finding.ts'

/** PSI, per cent of the last ten seconds in which every task stood still for memory: thrashing. */
const thrashingPerCent = 10
const atLimitShare = 0.95

/** Memory of one host and of the service's unit there, and what the kernel killed for it. */
export function judgeMemory(view: View, host: string): readonly Finding[] {
  const memory = view.look('memory', host)
  const pressure = view.look('pressure', host)
  const oom = view.look('oom', host)
  const units = view.look('units', host)
  return [
    ...(memory ? judgeHostMemory(view, memory) : []),
    ...(pressure ? judgePressure(pressure) : []),
    ...(oom ? judgeKills(view, oom) : []),
    ...(units ? judgeUnitLimits(view, units) : []),
  ]
}

function judgeHostMemory(view: View, look: Look<'memory'>): readonly Finding[] {
  const { totalBytes, availableBytes, swapTotalBytes, swapFreeBytes } = look.value
  if (totalBytes <= 0) return []
  const used = 1 - availableBytes / totalBytes
  const limit = view.service.limits.memory
  const text = `memory ${percent(used)} used on ${look.host}, ${bytes(availableBytes)} available`
  const on = { place: look.host, host: look.host, facts: { used, limit } }
  const isHigh = used >= limit
  const main = makeFinding('resources', [look], {
    ...on,
    id: isHigh ? 'memory-high' : 'memory-ok',
    weight: isHigh ? 'fail' : 'clear',
    topic: isHigh ? `memory over ${percent(limit)}` : 'memory fine',
    text,
  })
  if (!isHigh || swapTotalBytes <= 0 || swapFreeBytes > swapTotalBytes * 0.05) return [main]
  const full = `swap is full on ${look.host}`
  return [
    main,
    makeFinding('resources', [look], { ...on, id: 'swap-exhausted', weight: 'warn', topic: 'swap full', text: full }),
  ]
}

function judgePressure(look: Look<'pressure'>): readonly Finding[] {
  const { full10, some10 } = look.value.memory
  if (!(full10 >= thrashingPerCent)) return []
  return [
    makeFinding('resources', [look], {
      id: 'memory-pressure',
      weight: 'fail',
      place: look.host,
      topic: 'short of memory',
      text: `${Math.round(full10)} % of the time everything on ${look.host} waits for memory`,
      host: look.host,
      facts: { full10, some10 },
    }),
  ]
}

/** A kill counts while it is fresh. What died long ago was restarted long ago. */
function judgeKills(view: View, look: Look<'oom'>): readonly Finding[] {
  const last = [...look.value.kills].sort((a, b) => (a.at < b.at ? -1 : 1)).at(-1)
  if (last === undefined) return []
  const age = ageMs(view, look.host, last.at)
  const isFresh = age !== undefined && age <= recentMs
  const when = age === undefined ? '' : ` ${renderDuration(age)} ago`
  return [
    makeFinding('resources', [look], {
      id: isFresh ? 'oom-kill' : 'old-oom-kill',
      weight: isFresh ? (concernsService(view, look, last) ? 'fail' : 'warn') : 'info',
      place: look.host,
      topic: isFresh ? 'processes killed for memory' : 'processes were once killed for memory',
      text: `the kernel killed ${last.process} (pid ${last.pid}) on ${look.host} for memory${when}`,
      host: look.host,
      facts: { process: last.process, isCgroup: last.isCgroup },
    }),
  ]
}

/** A victim that died in the cgroup of the unit, within the unit's own limit, or is (by name) one of the service's processes. */
function concernsService(view: View, look: Look<'oom'>, kill: OomValue['kills'][number]): boolean {
  const units = view.look('units', look.host)?.value.units ?? []
  const own = units.filter((unit) => unitRole(view.service, look.host, unit) !== 'local-proxy')
  const cgroups = kill.cgroup?.split('/') ?? []
  if (own.some((unit) => cgroups.includes(`${bareUnitName(unit.name)}.service`))) return true
  if (kill.isCgroup && (look.value.killsInUnit ?? 0) > 0) return true
  const names = view
    .looks('workers')
    .filter((workers) => workers.host === look.host)
    .flatMap((workers) => workers.value.processes.map((process) => process.name))
  if (names.includes(kill.process)) return true
  return own.some((unit) => unit.result === 'oom-kill' || bareUnitName(unit.name) === kill.process || wasKilled(unit))
}

/** Ended by SIGKILL, which is how the kernel ends a victim; systemd calls it an OOM kill only when it saw that in time. */
function wasKilled(unit: Unit): boolean {
  return unit.exitCode === 'killed' && unit.exitStatus === 9
}

function judgeUnitLimits(view: View, look: Look<'units'>): readonly Finding[] {
  return look.value.units
    .filter((unit) => unitRole(view.service, look.host, unit) !== 'local-proxy')
    .flatMap((unit) => {
      const { memoryBytes = 0, memoryMaxBytes = 0, tasks = 0, tasksMax = 0 } = unit
      const name = bareUnitName(unit.name)
      const findings: Finding[] = []
      if (memoryMaxBytes > 0 && memoryBytes >= memoryMaxBytes * atLimitShare) {
        findings.push(
          makeFinding('resources', [look], {
            id: 'unit-memory-at-limit',
            weight: 'warn',
            place: look.host,
            topic: `${name} at its memory limit`,
            text: `${name} on ${look.host} uses ${bytes(memoryBytes)} of the ${bytes(memoryMaxBytes)} it may use`,
            host: look.host,
            facts: { used: memoryBytes / memoryMaxBytes },
          }),
        )
      }
      if (tasksMax > 0 && tasks >= tasksMax * atLimitShare) {
        findings.push(
          makeFinding('resources', [look], {
            id: 'tasks-exhausted',
            weight: 'fail',
            place: look.host,
            topic: `${name} may start no more tasks`,
            text: `${name} on ${look.host} has ${tasks} of ${tasksMax} tasks (TasksMax)`,
            host: look.host,
            facts: { tasks, tasksMax },
          }),
        )
      }
      return findings
    })
}
