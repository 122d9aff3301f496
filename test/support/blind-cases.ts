import { readFileSync } from 'node:fs'
import { explainPaste } from '../../src/signature/explain-response.ts'
import { matchLogLines } from '../../src/signature/match-log-lines.ts'

/** An input that was written down with its right value before any rule was asked. */
export interface BlindCase {
  readonly kind: string
  readonly text: string
  /** Programs that are right: `*` is any, `-` is none. */
  readonly programs: readonly string[]
  /** Causes that are right: `-` is none. */
  readonly causes: readonly string[]
  readonly says: RegExp
  readonly never: RegExp | undefined
}

export type Judged = 'right' | 'missed' | 'untrue'

export interface Score {
  readonly case: BlindCase
  readonly judged: Judged
  readonly said: string
}

const read = (folder: string, file: string): string =>
  readFileSync(new URL(`../fixtures/${folder}/${file}`, import.meta.url), 'utf8')

/** `kind`, `programs`, `causes`, `says`, `never`, `line`; a line break within a line is written as `⏎`. */
export function blindLines(folder: string): readonly BlindCase[] {
  return read(folder, 'lines.tsv')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((row) => row.split('\t'))
    .map(([kind = '', programs = '', causes = '', says = '', never = '', line = '']) => ({
      kind,
      text: line.replaceAll(' ⏎ ', '\n'),
      programs: programs.split('|'),
      causes: causes.split('|'),
      says: new RegExp(says),
      never: never === '' ? undefined : new RegExp(never),
    }))
}

/** Responses, bodies and transcripts, each below `=== name | programs`. */
export function blindResponses(folder: string): readonly BlindCase[] {
  return read(folder, 'responses.txt')
    .split(/^=== /m)
    .slice(1)
    .map((entry) => {
      const [head = '', ...rest] = entry.split('\n')
      const [name = '', programs = ''] = head.split(' | ')
      return {
        kind: `response: ${name}`,
        text: rest.join('\n'),
        programs: programs.split(','),
        causes: ['-'],
        says: /./,
        never: undefined,
      }
    })
}

/** Untrue is a cause, a program or a sentence that is wrong and said without doubt; missed is what is not said. */
export function judge(wanted: BlindCase): Score {
  const explained = explainPaste(wanted.text)
  if ('lines' in explained) return judgeLines(wanted)
  if (!('emitter' in explained)) return { case: wanted, judged: 'missed', said: 'unreadable' }
  const { program, certainty } = explained.emitter
  const said = `${program} (${certainty}): ${explained.meaning}`
  if (wanted.programs.includes(program)) return { case: wanted, judged: 'right', said }
  return { case: wanted, judged: certainty === 'unknown' ? 'missed' : 'untrue', said }
}

function judgeLines(wanted: BlindCase): Score {
  const signatures = matchLogLines(wanted.text.split('\n')).map(({ signature }) => signature)
  const causes = [...new Set(signatures.flatMap(({ supports }) => supports ?? []))]
  const programs = signatures.map(({ program }) => program)
  const meanings = signatures.map(({ meaning }) => meaning).join(' ')
  const said = signatures.map(({ id, program, supports }) => `${id} ${program} ${supports ?? '-'}`).join('; ')
  const { kind } = wanted
  const wants = kind.startsWith('response:') ? programs.filter((p) => p !== 'unknown') : programs
  return { case: wanted, judged: judgedOf(wanted, causes, wants, meanings), said: `${said}: ${meanings}` }
}

function judgedOf(wanted: BlindCase, causes: readonly string[], programs: readonly string[], meanings: string): Judged {
  if (programs.length === 0) return wanted.programs.some((id) => id === '-' || id === 'unknown') ? 'right' : 'missed'
  const isAllowed = wanted.programs.includes('*') || programs.some((id) => wanted.programs.includes(id))
  if (!isAllowed || causes.some((id) => !wanted.causes.includes(id))) return 'untrue'
  if (wanted.never?.test(meanings)) return 'untrue'
  if (causes.length === 0 && !wanted.causes.includes('-')) return 'missed'
  return wanted.says.test(meanings) ? 'right' : 'missed'
}
