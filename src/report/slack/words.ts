import { type Cause, causeNames } from '../../diagnosis/diagnosis.ts'
import { renderDuration } from '../../lib/duration.ts'
import { oneLine } from '../../lib/one-line.ts'
import { truncate } from '../../lib/truncate.ts'
import type { Outcome } from '../report.ts'
import { isSettled, type StepView } from '../run-view.ts'
import { mostShown } from './left-out.ts'
import type { ThreadView } from './view.ts'

/** A state in a word that stands without colour or emoji. */
export const stateWords: Readonly<Record<StepView['state'], string>> = {
  pending: 'waiting',
  running: 'looking',
  pass: 'ok',
  warn: 'WARN',
  fail: 'FAIL',
  unknown: 'UNKNOWN',
  skipped: 'skipped',
}

/** The outcome as part of a sentence: 'api-prod is DOWN'. */
export const outcomeWords: Readonly<Record<Outcome, string>> = {
  healthy: 'is healthy',
  degraded: 'is DEGRADED',
  down: 'is DOWN',
  inconclusive: 'could not be judged',
}

/** One step in one line whose first 80 characters carry the meaning: 'FAIL process: gunicorn is failed on app1, app2'. */
export function stepLine(step: StepView, limit = 200): string {
  const progress = step.planned > 0 ? ` (${step.done} of ${step.planned})` : ''
  const what = isSettled(step) ? step.summary : `${step.question}${progress}`
  return truncate(oneLine(`${stateWords[step.state]} ${step.id}: ${what}`), limit)
}

/** 'Database connections exhausted (confirmed), db1': the figures are in the reasons below it. */
export function causeLine(cause: Cause): string {
  const where = cause.where.length > 0 ? `, ${foldWhere(cause.where)}` : ''
  return oneLine(`${causeNames[cause.cause]} (${cause.strength})${where}`)
}

/** What exactly is wrong: 'shop crashes and restarts (exit 1) on app1: KeyError: 'REDIS_URL''. */
export function causeDetail(cause: Cause): string {
  const name = `${causeNames[cause.cause]}: `
  return cause.title.startsWith(name) ? cause.title.slice(name.length) : cause.title
}

/** At most three places and a count: a phone shows no more. */
export function foldWhere(where: readonly string[]): string {
  if (where.length <= mostShown.where) return where.join(', ')
  return `${where.slice(0, mostShown.where).join(', ')} and ${where.length - mostShown.where} more`
}

export function settledCount(view: ThreadView): number {
  return view.steps.filter(isSettled).length
}

export function elapsed(view: ThreadView): string {
  return renderDuration(view.elapsedMs)
}
