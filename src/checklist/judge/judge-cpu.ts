import { percent } from '../../lib/render-figure.ts'
import type { CpuValue } from '../../probe/cpu.ts'
import type { PressureValue } from '../../probe/pressure.ts'
import type { Finding } from '../finding.ts'
import { answersQuickly } from '../read/answers-quickly.ts'
import type { Look, View } from '../read/view.ts'
import { makeFinding } from './make-finding.ts'

/** Below these two a high load is tasks that wait for something else than a processor. */
const busyShare = 0.85
const waitingPerCent = 25
/** A processor with nothing to spare. */
const saturatedShare = 0.95
/** Taken by other machines of the hypervisor: from here on it is felt. */
const stolenShare = 0.25
/** PSI, per cent of the last ten seconds in which every task stood still. */
const ioStallPerCent = 50

/** Load, CPU time and pressure of one host. A load over the limit fails where requests may feel it. */
export function judgeCpu(view: View, host: string): readonly Finding[] {
  const load = view.look('load', host)
  const cpu = view.look('cpu', host)
  const pressure = view.look('pressure', host)
  return [
    ...(load ? judgeLoad(view, load, { cpu, pressure }) : []),
    ...(cpu ? judgeShares(cpu) : []),
    ...(pressure ? judgeIoPressure(pressure) : []),
  ]
}

interface Beside {
  readonly cpu: Look<'cpu'> | undefined
  readonly pressure: Look<'pressure'> | undefined
}

function judgeLoad(view: View, look: Look<'load'>, beside: Beside): readonly Finding[] {
  const { one, cores } = look.value
  if (cores <= 0) return []
  const perCore = one / cores
  const limit = view.service.limits.loadPerCore
  // '2.0, over the limit of 2' would read like a mistake.
  const figure = perCore.toFixed(Math.abs(perCore - limit) < 0.05 ? 2 : 1)
  const figures = `load ${figure} per core on ${look.host}`
  const base = { place: look.host, host: look.host, facts: { perCore, limit } }
  if (!(perCore > limit)) {
    return [
      makeFinding('resources', [look], { ...base, id: 'load-ok', weight: 'clear', topic: 'load fine', text: figures }),
    ]
  }
  const agrees = processorsAreShort(beside.cpu?.value, beside.pressure?.value)
  const isQuick = answersQuickly(view, look.host)
  const aside = agrees
    ? isQuick
      ? ', yet every answer comes at once'
      : ''
    : ', but the processors are not short: tasks wait for something else'
  const text = `${figures}, over the limit of ${limit}${aside}`
  const looks = [look, ...(beside.cpu ? [beside.cpu] : []), ...(beside.pressure ? [beside.pressure] : [])]
  return [
    makeFinding('resources', looks, {
      ...base,
      id: 'load-high',
      weight: agrees && !isQuick ? 'fail' : 'warn',
      topic: `load over ${limit} per core`,
      text,
    }),
  ]
}

function processorsAreShort(cpu: CpuValue | undefined, pressure: PressureValue | undefined): boolean {
  if (cpu === undefined && pressure === undefined) return true
  return (cpu !== undefined && cpu.busy + cpu.steal >= busyShare) || (pressure?.cpu.some10 ?? 0) >= waitingPerCent
}

function judgeShares(look: Look<'cpu'>): readonly Finding[] {
  const { busy, steal, throttledInSample = 0 } = look.value
  const on = { place: look.host, host: look.host, facts: { busy, steal, throttledInSample } }
  const findings: Finding[] = []
  if (busy >= saturatedShare) {
    const text = `CPU ${percent(busy)} busy on ${look.host}`
    findings.push(
      makeFinding('resources', [look], { ...on, id: 'cpu-saturated', weight: 'warn', topic: 'CPU busy', text }),
    )
  }
  if (steal >= stolenShare) {
    const text = `${percent(steal)} of the CPU time of ${look.host} is taken by other machines of its hypervisor`
    findings.push(
      makeFinding('resources', [look], { ...on, id: 'cpu-stolen', weight: 'warn', topic: 'CPU stolen', text }),
    )
  }
  if (throttledInSample >= 2) {
    const text = `the unit on ${look.host} is held back by its CPU quota (${throttledInSample} times in ${look.value.sampleMs} ms)`
    const topic = 'held back by its CPU quota'
    findings.push(makeFinding('resources', [look], { ...on, id: 'cpu-throttled', weight: 'warn', topic, text }))
  }
  if (findings.length > 0) return findings
  return [
    makeFinding('resources', [look], {
      ...on,
      id: 'cpu-ok',
      weight: 'clear',
      topic: 'CPU to spare',
      text: `CPU ${percent(busy)} busy on ${look.host}`,
    }),
  ]
}

function judgeIoPressure(look: Look<'pressure'>): readonly Finding[] {
  const { full10 } = look.value.io
  const on = { place: look.host, host: look.host, facts: { full10 } }
  if (!Number.isFinite(full10)) return []
  const text = `${Math.round(full10)} % of the time everything on ${look.host} waits for its disks`
  if (full10 < ioStallPerCent) {
    return [makeFinding('resources', [look], { ...on, id: 'pressure-ok', weight: 'clear', topic: 'few stalls', text })]
  }
  const topic = 'everything waits for disks'
  return [makeFinding('resources', [look], { ...on, id: 'io-pressure', weight: 'warn', topic, text })]
}
