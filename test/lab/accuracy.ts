import { causeIds } from '../../src/diagnosis/diagnosis.ts'
import { type Result, rightTarget, totalResults } from './verdict.ts'

export interface Occasion {
  /** ISO 8601. */
  readonly at: string
  readonly commit: string
  /** Faults and controls that the lab has; fewer results mean that only a part was scored. */
  readonly outOf: number
}

/** `docs/accuracy.md`: what was broken, what the command said, and how often it was right. */
export function renderAccuracy(results: readonly Result[], { at, commit, outOf }: Occasion): string {
  const part =
    results.length < outOf ? ` This page is of ${results.length} of the lab's ${outOf} faults and controls.` : ''
  return `# Accuracy

Measured on ${at.slice(0, 10)} at commit ${commit} with \`npm run lab:score\`: each fault is made on real hosts (see
[lab.md](lab.md)), its symptom awaited, and \`503 check api-prod --format json\` run as a user would. "Right" means that the
fault's own cause comes first and the exit code is 1; for a healthy control, that the outcome is healthy, without any cause.${part}

${renderTotals(results)}

## Each fault
| fault | truth | said first | where | outcome | s | right | place |
|---|---|---|---|---|---|---|---|
${results.map(renderRow).join('\n')}

## Confusion matrix
Rows are the truth, columns what was said first (for two faults at once, the truth that was said, or else the first of them).

${renderConfusion(results)}
`
}

/** The four numbers that count, with their targets. */
export function renderTotals(results: readonly Result[]): string {
  const totals = totalResults(results)
  const share = (count: number): string =>
    `${count} of ${results.length} (${((100 * count) / results.length).toFixed(1)} %)`
  return `| | measured | target |
|---|---|---|
| right in first place | ${share(totals.right)} | ${rightTarget * 100} % |
| place named | ${share(totals.placesNamed)} | all |
| faults called healthy | ${totals.faultsCalledHealthy} of ${totals.faults} | 0 |
| healthy controls called broken | ${totals.healthyCalledBroken} of ${totals.controls} | 0 |
| not judged (no symptom, no report) | ${totals.notJudged} | 0 |`
}

/** One line of the table; wrong ones stand out. */
export function renderRow(result: Result): string {
  const truth = result.fault.truths.map(({ cause, where }) => `${cause} (${where.join(', ')})`).join(' + ') || 'healthy'
  if (result.kind !== 'judged') return `| ${result.fault.id} | ${truth} | ${result.kind} | | | | **no** | **no** |`
  const { causes, outcome, seconds, isRight, isPlaceNamed } = result.verdict
  const where = causes[0]?.where.join(', ').replaceAll('|', '\\|').slice(0, 160) ?? ''
  const others = causes.slice(1).map(({ cause }) => cause)
  const said = [causes[0]?.cause ?? 'nothing', ...others.map((cause) => `then ${cause}`)].join(', ')
  const mark = (isGood: boolean): string => (isGood ? 'yes' : '**no**')
  return `| ${result.fault.id} | ${truth} | ${said} | ${where} | ${outcome} | ${seconds.toFixed(1)} | ${mark(isRight)} | ${mark(isPlaceNamed)} |`
}

function renderConfusion(results: readonly Result[]): string {
  const columns = [...causeIds, 'nothing'] as const
  const pairs = results.flatMap((result) => {
    if (result.kind !== 'judged') return []
    const said = result.verdict.causes[0]?.cause ?? 'nothing'
    const truths = result.fault.truths.map(({ cause }) => cause)
    return [{ truth: truths.find((cause) => cause === said) ?? truths[0] ?? 'nothing', said }]
  })
  const cell = (truth: string, said: string): string => {
    const count = pairs.filter((pair) => pair.truth === truth && pair.said === said).length
    return count === 0 ? '' : String(count)
  }
  const rows = columns.map((truth) => `| ${truth} | ${columns.map((said) => cell(truth, said)).join(' | ')} |`)
  return [`| | ${columns.join(' | ')} |`, `|---|${columns.map(() => '---').join('|')}|`, ...rows].join('\n')
}
