import { sectionProbes } from './all-probes.ts'
import { endMark } from './collection.ts'
import type { Output } from './execute.ts'
import { excerptLimit, type ProbeId } from './reading.ts'
import { partOf } from './section-part.ts'
import type { ShownLine } from './shown-line.ts'

const byId = new Map<string, Rules>(sectionProbes.map((probe) => [probe.id, probe]))

interface Rules {
  readonly shown?: readonly ShownLine[]
  readonly isLog?: true
}

/**
 * What a section printed, as a person would have seen it in a terminal: without the labels that only the parser needs. At
 * most `excerptLimit` characters, in whole lines where there is more than one.
 */
export function excerptOf(probe: ProbeId, output: Output): string {
  const { stdout, stderr } = partOf(output, probe)
  const lines = stdout.trimEnd().split('\n')
  if (lines.at(-1) === endMark) lines.pop()
  const said = /^unseen [a-z-]+ /.test(lines[0] ?? '') ? lines.slice(lines[1]?.startsWith('fix ') ? 2 : 1) : lines
  const { shown: rules = [], isLog } = byId.get(probe) ?? {}
  const shown = isLog ? shownLines(rules, said.toReversed()).toReversed() : shownLines(rules, said)
  const errors = stderr.trimEnd()
  const text = [shown.join('\n').trim(), errors].filter((part) => part !== '').join('\n')
  return isLog ? lastOf(text) : text.slice(0, excerptLimit)
}

/** As many lines as may be quoted, from the first on. */
function shownLines(rules: readonly ShownLine[], lines: readonly string[]): readonly string[] {
  const shown: string[] = []
  let chars = 0
  for (const line of lines) {
    for (const each of showLine(line, rules)) {
      shown.push(each)
      const { length } = each.trim()
      chars += length
      // Blank lines at either end are not quoted.
      if (length > 0 && chars > excerptLimit) return shown
    }
  }
  return shown
}

function showLine(line: string, of: readonly ShownLine[]): readonly string[] {
  for (const [pattern, shown] of of) {
    if (pattern.test(line)) return shown === undefined ? [] : [line.replace(pattern, shown)]
  }
  return [line]
}

function lastOf(text: string): string {
  if (text.length <= excerptLimit) return text
  const end = text.slice(-excerptLimit)
  return end.slice(end.indexOf('\n') + 1)
}
