import { blindLines, blindResponses, judge, type Score } from '../support/blind-cases.ts'

// How inputs that were written down before any rule was asked are judged: npm run accuracy:blind [-- folder]

const folder = process.argv[2] ?? 'blind-round-8'
const scores = [...blindLines(folder), ...blindResponses(folder)].map(judge)
const family = ({ case: { kind } }: Score): string => kind.split(':')[0] ?? kind
const count = (list: readonly Score[], judged: string): number => list.filter((s) => s.judged === judged).length

for (const kind of new Set(scores.map(family)))
  row(
    kind,
    scores.filter((score) => family(score) === kind),
  )
row('all', scores)
for (const { case: wanted, judged, said } of scores.filter((score) => score.judged !== 'right')) {
  console.log(
    `${judged}\t${wanted.kind}\t${wanted.causes.join('|')}\t${wanted.text.slice(0, 150).split('\n')[0]}\n\t\t→ ${said}`,
  )
}

function row(name: string, list: readonly Score[]): void {
  const right = count(list, 'right')
  const percent = ((100 * right) / list.length).toFixed(1)
  console.log(`${name}: ${right} of ${list.length} right (${percent} %), ${count(list, 'untrue')} untrue`)
}
