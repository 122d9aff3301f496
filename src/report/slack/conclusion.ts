import type { RichTextBlock } from '@slack/types'
import { type Action, describeAction } from '../../diagnosis/action.ts'
import { type Cause, causeNames } from '../../diagnosis/diagnosis.ts'
import { oneLine } from '../../lib/one-line.ts'
import { truncate } from '../../lib/truncate.ts'
import { pickLines } from '../pick-lines.ts'
import type { Report } from '../report.ts'
import { splitFix } from '../split-fix.ts'
import { isFineInPart } from '../verdict.ts'
import { mostShown as most } from './left-out.ts'
import { bold, bullets, line, preformatted, richText, text } from './rich-text.ts'
import { causeDetail, causeLine } from './words.ts'

/** The end of a check: causes with evidence, what was ruled out, what could not be looked at, what to do next. */
export function buildConclusion(report: Report): readonly RichTextBlock[] {
  const { causes, ruledOut, notLookedAt } = report.diagnosis
  return [
    ...(causes.length === 0 ? [richText(line(bold(noCause(report))))] : []),
    ...causes.slice(0, most.causes).map((cause, index) => buildCause(report, cause, index)),
    ...listBlock('Ruled out', ruledOut.map(ruledOutLine), most.ruledOut),
    ...gapsBlock(notLookedAt),
  ]
}

/** 'Server overloaded: load 0.1 per core, no pressure': which cause, and the reading that speaks against it. */
export function ruledOutLine({ cause, text: why }: Report['diagnosis']['ruledOut'][number]): string {
  return `${causeNames[cause]}: ${why}`
}

/** Says of a service without a cause how much was looked at; the headline above it has the verdict. */
function noCause(report: Report): string {
  const { outcome, steps, diagnosis, judgedFrom } = report
  const [own] = diagnosis.thisMachine ?? []
  if (own && outcome === 'inconclusive') return truncate(oneLine(own.text), 600)
  if (isFineInPart(report)) return `Nothing wrong was found in ${judgedFrom.only?.join(', ')}, all that was asked for.`
  const unseen = steps.filter(({ status }) => status === 'skipped' || status === 'unknown').map(({ id }) => id)
  const looked = steps.length - unseen.length
  if (looked === 0) return 'No step could be looked at, so no cause can be named.'
  if (outcome !== 'healthy') return 'None of the known causes fits what was seen.'
  const gaps = unseen.length > 0 ? `; not looked at: ${unseen.join(', ')}` : ''
  return `Nothing wrong was found in ${looked} of ${steps.length} steps${gaps}.`
}

function buildCause(report: Report, cause: Cause, index: number): RichTextBlock {
  const rank = index === 0 ? 'Cause' : 'Also'
  return richText(
    line(bold(truncate(`${rank}: ${causeLine(cause)}`, 300)), text(`\n${truncate(oneLine(causeDetail(cause)), 300)}`)),
    ...bulletsOf(cause.because.slice(0, most.because).map((reason) => truncate(oneLine(reason.text), most.line))),
    ...quoteFirst(report, cause),
    ...(cause.actions.length === 0 ? [] : [line(bold('Next'))]),
    ...pickActions(cause).flatMap(buildAction),
  )
}

/** As many as a phone shows: those that look, and the first that acts whatever comes before it. */
export function pickActions({ actions }: Cause): readonly Action[] {
  const acts = actions.filter((action) => action.effect === 'acts')
  const looks = actions.filter((action) => action.effect === 'looks').slice(0, most.next - Math.min(1, acts.length))
  return [...looks, ...acts.slice(0, most.next - looks.length)]
}

/** What for and what it changes; its command in a box of its own, where a tap on a phone copies it whole. */
function buildAction(action: Action): ReturnType<typeof preformatted>[] {
  const words = bullets([[text(truncate(oneLine(describeAction(action)), 300))]])
  return [words, ...commandBox(action.command)]
}

/** Half a command would be another one: one that is too long for a phone is left to the report. */
function commandBox(command: string | undefined): ReturnType<typeof preformatted>[] {
  return command === undefined || command.length > most.command ? [] : [preformatted(oneLine(command))]
}

/** Gaps, each with what closes it. */
function gapsBlock(gaps: Report['diagnosis']['notLookedAt']): readonly RichTextBlock[] {
  if (gaps.length === 0) return []
  const shown = gaps.slice(0, most.notLookedAt).flatMap((gap) => {
    const { command } = splitFix(gap)
    return [bullets([[text(truncate(gapWords(gap), most.gap))]]), ...commandBox(command)]
  })
  const rest = gaps.length > most.notLookedAt ? [bullets([[text(`and ${gaps.length - most.notLookedAt} more`)]])] : []
  return [richText(line(bold('Not looked at')), ...shown, ...rest)]
}

/** 'disk on app2: permission denied (to see it: let the account read it)'. */
export function gapWords(gap: Report['diagnosis']['notLookedAt'][number]): string {
  const { words, command } = splitFix(gap)
  const fix = words === '' && command === undefined ? '' : ` (to see it: ${words})`
  return oneLine(`${gap.what}: ${gap.why}${fix.replace(': )', ')')}`)
}

/** The first reading behind the cause, verbatim and short. */
function quoteFirst(report: Report, cause: Cause): ReturnType<typeof preformatted>[] {
  for (const reason of cause.because) {
    const evidence = report.steps.find((step) => step.id === reason.step)?.evidence[reason.evidence]
    if (!evidence || evidence.excerpt.trim() === '') continue
    const about = `${cause.title} ${reason.text}`
    const lines = pickLines(evidence.excerpt.trim().split('\n'), about, most.quoteLines).join('\n')
    return [preformatted(truncate(`${evidence.host}$ ${oneLine(evidence.source)}\n${lines}`, most.quote))]
  }
  return []
}

function listBlock(title: string, lines: readonly string[], limit: number): readonly RichTextBlock[] {
  if (lines.length === 0) return []
  const shown = lines.slice(0, limit).map((entry) => [text(truncate(oneLine(entry), most.line))])
  const rest = lines.length > limit ? [[text(`and ${lines.length - limit} more`)]] : []
  return [richText(line(bold(title)), bullets([...shown, ...rest]))]
}

/** A list, or nothing: Slack refuses an empty one. */
function bulletsOf(lines: readonly string[]): ReturnType<typeof bullets>[] {
  return lines.length === 0 ? [] : [bullets(lines.map((entry) => [text(entry)]))]
}
