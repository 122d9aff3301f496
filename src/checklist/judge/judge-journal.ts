import { oneLine } from '../../lib/one-line.ts'
import type { JournalLine } from '../../probe/journal.ts'
import type { Unit } from '../../probe/units.ts'
import { firstMeanings } from '../../signature/first-meanings.ts'
import type { SupportedCause } from '../../signature/log-signature.ts'
import { readLogLine } from '../../signature/read-log-line.ts'
import type { Finding } from '../finding.ts'
import { ageMs, isRecent } from '../read/age.ts'
import { blameOf, isRaisedError } from '../read/last-words.ts'
import { bareUnitName } from '../read/unit-role.ts'
import type { Look, View } from '../read/view.ts'
import { makeFinding } from './make-finding.ts'

/** Kinds of line quoted for one unit: enough to tell a story, few enough to read. */
const quotedLimit = 6
/** Lines of no known form that blame a connection or a shortage. */
const blamingLimit = 3

const blameMeanings = {
  elsewhere: 'the application blames something else',
  starved: 'the application is short of disk, memory or descriptors',
} as const

/**
 * Journal lines with a known meaning. Lines from before the present start of a unit that runs well are history; of a
 * unit that is down the last lines count however old they are, since they say why.
 */
export function judgeJournal(view: View, look: Look<'journal'>): readonly Finding[] {
  const current = look.value.lines.filter((line) => isCurrent(view, look, line))
  const lines = current.map((line) => line.message)
  const matches = firstMeanings(lines)
  const bySignature = new Map(matches.map(({ line, signature }) => [signature.id, { line, ...signature }]))
  const known = [...bySignature.values()]
    .sort((a, b) => lines.lastIndexOf(a.line) - lines.lastIndexOf(b.line))
    .slice(-quotedLimit)
  const matched = new Set(matches.map((match) => match.line))
  const others = lines.filter((line) => !matched.has(line))
  const ends = current.filter((line) => isBeforeEnd(unitOf(view, look), line)).map((line) => line.message)
  const raised = ends.filter((line) => !matched.has(line) && isEnding(line)).slice(-1)
  const blaming = others.flatMap(blamingLine).slice(-blamingLimit)
  return [...known, ...raised.map(endingLine), ...blaming].map((said) => quoteLine(look, said))
}

/** What the program says went wrong; nothing in an access line, which is about a visitor, or a line for debugging. */
function wordsOf(line: string): string {
  const { form, text } = readLogLine(line)
  return form === 'message' ? text : ''
}

const isEnding = (line: string): boolean => isRaisedError(wordsOf(line)) && blameOf(wordsOf(line)) === undefined

function endingLine(line: string): Said {
  return { id: 'raised', line, meaning: 'the error that ended it', supports: 'app_not_started' }
}

function blamingLine(line: string): readonly Said[] {
  const blame = blameOf(wordsOf(line))
  return blame === undefined ? [] : [{ id: 'blame', line, meaning: blameMeanings[blame] }]
}

/** Said by a run of the unit that is over: it is down, or was restarted since. systemd tells its start in whole seconds. */
function isBeforeEnd(unit: Unit | undefined, line: JournalLine): boolean {
  if (unit === undefined || unit.activeState !== 'active') return unit !== undefined
  return unit.restarts > 0 && Date.parse(line.at) <= Date.parse(unit.mainStartedAt ?? '') + 1000
}

function unitOf(view: View, look: Look<'journal'>): Unit | undefined {
  const units = view.look('units', look.host)?.value.units
  return units?.find((each) => bareUnitName(each.name) === bareUnitName(look.subject))
}

interface Said {
  readonly id: string
  readonly line: string
  readonly meaning: string
  readonly supports?: SupportedCause
}

function quoteLine(look: Look<'journal'>, { id, line, meaning, supports }: Said): Finding {
  const unit = bareUnitName(look.subject)
  const facts = {
    unit,
    signature: id,
    meaning,
    supports: supports ?? ('' as const),
    line: oneLine(readLogLine(line).text, 300),
  }
  const text = `${unit} on ${look.host} logged: ${oneLine(line, 120)}`
  return makeFinding('process', [look], {
    id: 'journal-line',
    weight: 'info',
    place: look.host,
    host: look.host,
    topic: meaning,
    text,
    facts,
  })
}

function isCurrent(view: View, look: Look<'journal'>, line: JournalLine): boolean {
  const unit = unitOf(view, look)
  if (unit !== undefined && unit.activeState !== 'active') {
    const ended = ageMs(view, look.host, unit.stateChangedAt ?? unit.inactiveSince ?? unit.mainExitedAt)
    const said = ageMs(view, look.host, line.at)
    return said !== undefined && (ended === undefined || said <= ended + endingMs)
  }
  return isRecent(view, look.host, line.at)
}

/** How long before its end a unit's lines may speak of it. */
const endingMs = 5 * 60_000
