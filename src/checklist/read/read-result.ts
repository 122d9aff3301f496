import { cleanText } from '../../lib/clean-text.ts'
import { redact } from '../../lib/redact.ts'
import { finish, type Slices, sliceChars } from '../../lib/slices.ts'
import { excerptOf } from '../../probe/excerpt-of.ts'
import type { Answer, AskResult, SectionResult } from '../../probe/execute.ts'
import { isAskProbe, sliceAnswer } from '../../probe/parse-answer.ts'
import { isSectionProbe, parseSection } from '../../probe/parse-section.ts'
import { excerptLimit, type Reading } from '../../probe/reading.ts'
import type { Parsed, Unseen } from '../../probe/unseen.ts'
import type { Observation } from '../observation.ts'
import { hideHeaderSecrets } from './hide-header-secrets.ts'
import { sliceRedacted } from './redact-value.ts'

/** What a section of a host's script printed, as a reading. */
export function readSection(observation: Observation, result: SectionResult): Reading {
  return finish(sliceSection(observation, result))
}

/** The same, in slices: parsed in one, cleaned and masked in others. What is small has none. */
export function* sliceSection(observation: Observation, result: SectionResult): Slices<Reading> {
  const { outcome } = result
  const { probe, subject, host: from } = observation
  if (outcome.kind === 'unseen') return yield* readingOf(observation, { ...result, from, outcome, text: '' })
  const { stdout, stderr } = outcome.output
  const isLarge = stdout.length + stderr.length > sliceChars / 2
  if (isLarge) yield
  const parsed = isSectionProbe(probe) ? parseSection(probe, outcome.output, { subject }) : wrongKind(observation)
  if (isLarge) yield
  const out = safeText(stdout)
  if (isLarge) yield
  const text = excerptOf(probe, { ...outcome.output, stdout: out, stderr: safeText(stderr) })
  return yield* readingOf(observation, { ...result, from, outcome: parsed, text })
}

/** What an endpoint answered, as a reading. */
export function readAsk(observation: Observation, result: AskResult): Reading {
  return finish(sliceAsk(observation, result))
}

/** The same, in slices. */
export function* sliceAsk(observation: Observation, result: AskResult): Slices<Reading> {
  const { probe, subject, how } = observation
  if (result.outcome.kind === 'unseen')
    return yield* readingOf(observation, { ...result, outcome: result.outcome, text: '' })
  const outcome = how.kind === 'ask' ? hideHeaderSecrets(result.outcome, how.ask) : result.outcome
  const parsed = isAskProbe(probe) ? yield* sliceAnswer(probe, outcome, { subject }) : wrongKind(observation)
  const text = startOf(textOf(outcome), excerptLimit)
  return yield* readingOf(observation, { ...result, outcome: parsed, text })
}

/** What may become an excerpt is looked at this far: cleaned and masked before it is shortened, so that no half secret stays. */
const lookedAtChars = 32_768

function startOf(text: string, limit: number): string {
  return safeText(text.slice(0, lookedAtChars), text.length > lookedAtChars).slice(0, limit)
}

function safeText(text: string, isCut = false): string {
  return redact(cleanText(text), { isCut })
}

interface Taken {
  readonly from: string
  readonly at: string
  readonly durationMs: number
  readonly outcome: Parsed<unknown>
  /** Clean, masked, short. */
  readonly text: string
}

function* readingOf(observation: Observation, taken: Taken): Slices<Reading> {
  const { probe, host, subject, source } = observation
  const { from, at, durationMs } = taken
  const outcome = yield* maskOutcome(taken.outcome)
  // A copy that shares no text with what it was cut from: V8 keeps a whole output for the sake of a part of it.
  const excerpt = JSON.parse(JSON.stringify(taken.text)) as string
  // The parser of this very probe made the outcome; TypeScript cannot tie the two.
  return { probe, host, from, subject, source, at, durationMs, excerpt, outcome } as Reading
}

/** What is advised are words of ours; they may speak of passwords. */
function* maskOutcome(outcome: Parsed<unknown>): Slices<Parsed<unknown>> {
  if (outcome.kind === 'seen') return yield* sliceRedacted(outcome)
  return { ...outcome, detail: redact(cleanText(outcome.detail)) }
}

function wrongKind({ probe, how }: Observation): Unseen {
  return { kind: 'unseen', reason: 'garbled', detail: `internal error, please report it: ${probe} is no ${how.kind}` }
}

/** An answer as a person would have seen it in a terminal. */
function textOf(answer: Answer): string {
  switch (answer.kind) {
    case 'http':
      return answer.tries.map(tryText).join('\n\n')
    case 'tcp':
      return `connected in ${Math.round(answer.connectMs)} ms`
    case 'postgres':
      return Object.entries(answer.rows).map(rowsText).join('\n')
    case 'postgres-refused':
      return `${answer.code}: ${answer.message}`
    case 'redis':
      return answer.replies.map((reply) => ('error' in reply ? `(error) ${reply.error}` : reply.text)).join('\n')
    case 'unix':
      return answer.text
    case 'failed':
      return failedText(answer)
    default:
      return answer satisfies never
  }
}

/** As many rows as may become an excerpt. */
function rowsText([name, rows]: readonly [name: string, rows: readonly unknown[]]): string {
  const shown: string[] = []
  for (let chars = 0; chars < lookedAtChars && shown.length < rows.length; chars += shown.at(-1)?.length ?? 0)
    shown.push(JSON.stringify(rows[shown.length]))
  return `${name}: ${shown.join('\n  ')}`
}

function tryText(answer: Extract<Answer, { kind: 'http' }>['tries'][number]): string {
  if (answer.kind === 'failed') return failedText(answer)
  const head = `HTTP/${answer.httpVersion} ${answer.status} ${answer.statusText}`.trimEnd()
  const headers = answer.headers.map(([name, value]) => `${name}: ${value}`)
  return [head, ...headers, '', startOf(answer.body, 600).trimEnd()].join('\n').trimEnd()
}

function failedText(failed: Extract<Answer, { kind: 'failed' }>): string {
  return `${failed.detail} (${failed.failure} in ${failed.phase}, after ${Math.round(failed.afterMs)} ms)`
}
