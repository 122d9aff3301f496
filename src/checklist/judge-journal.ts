import type { JournalLine } from '../probe/journal.ts'
import { matchLogLines } from '../signature/match-log-lines.ts'
import { ageMs, isRecent } from './age.ts'
import type { Finding } from './finding.ts'
import { makeFinding } from './make-finding.ts'
import { oneLine } from './render-figure.ts'
import { bareUnitName } from './unit-role.ts'
import type { Look, View } from './view.ts'

/** Kinds of line quoted for one unit: enough to tell a story, few enough to read. */
const quotedLimit = 6

/**
 * Journal lines with a known meaning. Lines from before the present start of a unit that runs well are history; of a
 * unit that is down the last lines count however old they are, since they say why.
 */
export function judgeJournal(view: View, look: Look<'journal'>): readonly Finding[] {
  const lines = look.value.lines.filter((line) => isCurrent(view, look, line))
  const matches = matchLogLines(lines.map((line) => line.message))
  const bySignature = new Map(matches.map((match) => [match.signature.id, match]))
  return [...bySignature.values()]
    .sort((a, b) => (a.signature.id < b.signature.id ? -1 : 1))
    .slice(0, quotedLimit)
    .map(({ line, signature }) =>
      makeFinding('process', [look], {
        id: 'journal-line',
        weight: 'info',
        place: look.host,
        topic: signature.meaning,
        text: `${bareUnitName(look.subject)} on ${look.host} logged: ${oneLine(line)}`,
        facts: {
          host: look.host,
          unit: bareUnitName(look.subject),
          signature: signature.id,
          meaning: signature.meaning,
          supports: signature.supports ?? '',
          line: oneLine(line, 300),
        },
      }),
    )
}

function isCurrent(view: View, look: Look<'journal'>, line: JournalLine): boolean {
  const unit = view
    .look('units', look.host)
    ?.value.units.find((each) => bareUnitName(each.name) === bareUnitName(look.subject))
  if (unit !== undefined && unit.activeState !== 'active') {
    const ended = ageMs(view, look.host, unit.stateChangedAt ?? unit.inactiveSince ?? unit.mainExitedAt)
    const said = ageMs(view, look.host, line.at)
    return said !== undefined && (ended === undefined || said <= ended + endingMs)
  }
  return isRecent(view, look.host, line.at)
}

/** How long before its end a unit's lines may speak of it. */
const endingMs = 5 * 60_000
