import { readingKey } from '../probe/reading.ts'
import { type Figure, figuresOf } from './figures-of.ts'
import type { Changes, Report } from './report.ts'

/** What differs between an earlier report and this one, step by step and figure by figure; what is within noise is left out. */
export function compareReports(before: Report, after: Report): Changes {
  return { since: before.startedAt, lines: [...compareSteps(before, after), ...compareFigures(before, after)] }
}

function compareSteps(before: Report, after: Report): readonly string[] {
  const earlier = new Map(before.steps.map((step) => [step.id, step.status]))
  const changed = after.steps.filter((step) => earlier.has(step.id) && earlier.get(step.id) !== step.status)
  const outcome = before.outcome === after.outcome ? [] : [`outcome ${before.outcome} → ${after.outcome}`]
  return [...outcome, ...changed.map((step) => `${step.id} ${earlier.get(step.id)} → ${step.status}`)]
}

function compareFigures(before: Report, after: Report): readonly string[] {
  const earlier = figuresByName(before)
  return [...figuresByName(after)].flatMap(([name, figure]) => {
    const old = earlier.get(name)
    return old === undefined ? [] : describe(name, old, figure)
  })
}

function describe(name: string, old: Figure, now: Figure): readonly string[] {
  if (old.value === now.value) return []
  if (typeof old.value !== 'number' || typeof now.value !== 'number') return [`${name} ${old.value} → ${now.value}`]
  const difference = now.value - old.value
  if (Math.abs(difference) < now.noise) return []
  if (now.isCounter) return difference > 0 ? [`${name} ${difference} ${difference === 1 ? 'time' : 'times'} since`] : []
  return [`${name} ${show(old)} → ${show(now)}`]
}

function show({ value, unit }: Figure): string {
  const rounded = typeof value === 'number' ? Math.round(value * 10) / 10 : value
  return unit === undefined ? `${rounded}` : `${rounded} ${unit}`
}

function figuresByName(report: Report): ReadonlyMap<string, Figure> {
  const readings = [...report.judgedFrom.readings].sort((a, b) => (readingKey(a) < readingKey(b) ? -1 : 1))
  return new Map(readings.flatMap(figuresOf).map((figure) => [figure.name, figure]))
}
