import { readFileSync } from 'node:fs'
import { matchLogLines } from '../../src/signature/match-log-lines.ts'

/** What must be said of a log, and what must not. */
export interface WantedOfLog {
  /** Of one of the meanings. */
  readonly program: string
  /** One of these is supported, and nothing else; none: nothing is. */
  readonly causes: readonly string[]
  readonly says: RegExp
  readonly never?: RegExp | undefined
}

/** What was said of a log; a part that is as wanted is given as wanted, so that a failing test shows the rest. */
export function saidOf(lines: readonly string[], wanted: WantedOfLog): unknown {
  const signatures = matchLogLines(lines).map(({ signature }) => signature)
  const meanings = signatures.map(({ meaning }) => meaning).join('\n')
  const causes = [...new Set(signatures.flatMap(({ supports }) => supports ?? []))]
  const isRight =
    causes.length === Math.min(1, wanted.causes.length) && causes.every((id) => wanted.causes.includes(id))
  return {
    program: signatures.some(({ program }) => program === wanted.program)
      ? wanted.program
      : signatures.map(({ program }) => program).join(),
    causes: isRight ? wanted.causes : causes,
    says: wanted.says.test(meanings) ? wanted.says : meanings,
    never: wanted.never?.test(meanings) ? meanings : wanted.never,
  }
}

/** The lines of a public case. */
export function publicLog(file: string): readonly string[] {
  return readFileSync(new URL(`../fixtures/public-cases/${file}`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
}

/** Rows of a table of lines of our own: `program`, `causes` (`-` for none), `says`, `never`, `line`. */
export function linesOfTable(file: string): readonly (WantedOfLog & { readonly line: string })[] {
  return readFileSync(new URL(`../fixtures/log-lines/${file}`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((row) => row.split('\t'))
    .map(([program = '', causes = '', says = '', never = '', line = '']) => ({
      program,
      causes: causes === '-' ? [] : causes.split(','),
      says: new RegExp(says),
      never: never === '' ? undefined : new RegExp(never),
      line,
    }))
}
