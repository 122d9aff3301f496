import { quote } from '../lib/quote.ts'
import { redact } from '../lib/redact.ts'
import { joinGroup } from './access-fixes.ts'
import type { About, Collection } from './collection.ts'
import type { Output } from './execute.ts'
import { fieldOf, isoOfSeconds, parseFigure } from './figures.ts'
import type { SectionProbe } from './probe.ts'
import { explainOutput, isUnseen, sectionLines } from './section-lines.ts'
import { login } from './shown-line.ts'
import { tellUserFunction, tellUserWithoutJournal } from './system-journal.ts'
import { unitName } from './unit-name.ts'
import { type Parsed, seen, type Unseen, unseen } from './unseen.ts'

/** The last journal lines of a unit, oldest first; secrets masked. */
export interface JournalValue {
  readonly unit: string
  readonly lines: readonly JournalLine[]
}

export interface JournalLine {
  /** ISO 8601. */
  readonly at: string
  readonly program: string
  readonly pid?: number
  readonly message: string
}

/** Sixty lines hold two Python tracebacks; `short-unix` has no time zone to guess. `-q` would hide the hint about permissions. */
const commandOf = ({ subject = '' }: About): string =>
  `journalctl --unit=${quote(unitName(subject))} -n 60 -o short-unix --no-pager`

const buildScript = (about: About): string => `
if command -v journalctl >/dev/null 2>&1; then
  ${tellUserFunction}
  ${tellUserWithoutJournal}
  ${commandOf(about)} | cut -c1-2000
else echo 'unseen unsupported no journalctl on this host'; fi`

const journalCollection: Collection = {
  kind: 'collection',
  id: 'journal',
  label: 'journal',
  subjectOf: ({ subject }) => subject,
  script: buildScript,
  timeoutMs: 5000,
  limitBytes: 131_072,
  mayHang: true,
  price: { forks: 2, cpu: 'middle' },
}

export const journalProbe: SectionProbe<'journal', JournalValue> = {
  id: 'journal',
  label: 'journal',
  reads: journalCollection,
  source: commandOf,
  parse: parseJournal,
  shown: [login],
  isLog: true,
}

export function parseJournal(output: Output, { subject }: { readonly subject: string }): Parsed<JournalValue> {
  const lines = sectionLines(output)
  if (isUnseen(lines)) return lines
  const gap = journalGap(output.stderr, fieldOf(lines, 'user'))
  if (gap) return gap
  const entries = lines.filter((line) => !line.startsWith('user '))
  const parsed = parseJournalLines(entries)
  if (parsed.length > 0 || entries.includes('-- No entries --')) return seen({ unit: subject, lines: parsed })
  return explainOutput(output, 'journalctl printed no entries and did not say that there are none')
}

/** What journalctl says when it shows less than there is. Source: src/journal/journalctl.c and logs-show.c of systemd. */
export function journalGap(stderr: string, user: string | undefined): Unseen | undefined {
  if (/insufficient permissions|currently not seeing messages/i.test(stderr)) {
    const detail = `journalctl: ${user ?? 'the account'} may not read the system journal`
    return unseen('denied', detail, joinGroup(user, 'systemd-journal'))
  }
  if (/no journal files were found/i.test(stderr)) return unseen('not-found', 'journalctl: no journal files were found')
  return undefined
}

/** `1700000000.123456 host program[pid]: message`; lines that start with a space continue the message before. */
export function parseJournalLines(lines: readonly string[]): readonly JournalLine[] {
  const parsed: JournalLine[] = []
  // As a whole: a private key spans lines.
  for (const line of redact(lines.join('\n')).split('\n')) {
    const match = /^(\d{1,12}\.\d{1,6}) \S+ (.{1,200}?)(?:\[(\d+)\])?:(?: (.*))?$/.exec(line)
    const at = isoOfSeconds(parseFigure(match?.[1]))
    const last = parsed.at(-1)
    if (match && at) {
      const pid = parseFigure(match[3])
      parsed.push({
        at,
        program: match[2] ?? '',
        ...(pid === undefined ? {} : { pid }),
        message: match[4] ?? '',
      })
    } else if (last && /^\s/.test(line)) {
      parsed[parsed.length - 1] = { ...last, message: `${last.message}\n${line.trim()}` }
    }
  }
  return parsed
}
