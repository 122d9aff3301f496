/**
 * The lines of a text that bear on a statement, in their order; all of a short text. Lines that differ by nothing but
 * numbers that the statement does not name (the same entry of a log, later) are one.
 */
export function pickLines(lines: readonly string[], about: string, count: number): readonly string[] {
  if (lines.length <= count) return lines
  const rows = withoutRepeats(lines, wordsOf(about)).map(({ line, index }) => ({ line, index, words: wordsOf(line) }))
  const weights = weighWords(rows, wordsOf(about))
  const picked = new Set<(typeof rows)[number]>()
  const told = new Set<string>()
  while (picked.size < count) {
    const best = rows
      .filter((row) => !picked.has(row))
      .map((row) => ({ row, score: scoreOf(row.words, weights, told) }))
      .reduce((a, b) => (b.score >= a.score ? b : a), { row: undefined, score: 0 } as Scored<(typeof rows)[number]>)
    if (best.row === undefined) break
    picked.add(best.row)
    for (const word of best.row.words) told.add(word)
  }
  return [...picked].toSorted((a, b) => a.index - b.index).map(({ line }) => line)
}

interface Numbered {
  readonly line: string
  readonly index: number
}

/** The last of equal lines, none empty. */
function withoutRepeats(lines: readonly string[], about: ReadonlySet<string>): readonly Numbered[] {
  const numbered = lines.map((line, index) => ({ line, index })).filter(({ line }) => line.trim() !== '')
  const shapeOf = (line: string): string => line.replace(/\d+/g, (digits) => (about.has(digits) ? digits : '0'))
  return [...new Map(numbered.map((each) => [shapeOf(each.line), each])).values()]
}

interface Scored<Row> {
  readonly row: Row | undefined
  readonly score: number
}

/** A word that few lines have says more than one that all have. */
function weighWords(
  rows: readonly { readonly words: ReadonlySet<string> }[],
  about: ReadonlySet<string>,
): ReadonlyMap<string, number> {
  const having = (word: string): number => rows.filter(({ words }) => words.has(word)).length
  return new Map([...about].map((word) => [word, 1 / Math.max(1, having(word))]))
}

/** What a line tells that those already picked did not; what they said counts a little, so that a line on the matter beats one off it. */
function scoreOf(words: ReadonlySet<string>, weights: ReadonlyMap<string, number>, told: ReadonlySet<string>): number {
  return [...words].reduce((sum, word) => sum + (weights.get(word) ?? 0) * (told.has(word) ? 0.05 : 1), 0)
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [])
}
