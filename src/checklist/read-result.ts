import { cleanText } from '../lib/clean-text.ts'
import { redact } from '../lib/redact.ts'
import { excerptOf } from '../probe/excerpt-of.ts'
import type { Answer, AskResult, SectionResult } from '../probe/execute.ts'
import { isAskProbe, parseAnswer } from '../probe/parse-answer.ts'
import { isSectionProbe, parseSection } from '../probe/parse-section.ts'
import { excerptLimit, type Parsed, type Reading, type Unseen } from '../probe/reading.ts'
import type { Observation } from './observation.ts'
import { redactValue } from './redact-value.ts'

/** What a section of a host's script printed, as a reading. */
export function readSection(observation: Observation, result: SectionResult): Reading {
  const { outcome } = result
  if (outcome.kind === 'unseen') return readingOf(observation, { ...result, from: observation.host, outcome, text: '' })
  const { probe, subject } = observation
  const parsed = isSectionProbe(probe) ? parseSection(probe, outcome.output, { subject }) : wrongKind(observation)
  const { stdout, stderr } = outcome.output
  const text = excerptOf(probe, { ...outcome.output, stdout: safeText(stdout), stderr: safeText(stderr) })
  return readingOf(observation, { ...result, from: observation.host, outcome: parsed, text })
}

/** What an endpoint answered, as a reading. */
export function readAsk(observation: Observation, result: AskResult): Reading {
  const { outcome } = result
  if (outcome.kind === 'unseen') return readingOf(observation, { ...result, outcome, text: '' })
  const { probe, subject } = observation
  const parsed = isAskProbe(probe) ? parseAnswer(probe, outcome, { subject }) : wrongKind(observation)
  return readingOf(observation, { ...result, outcome: parsed, text: startOf(textOf(outcome), excerptLimit) })
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

function readingOf(observation: Observation, taken: Taken): Reading {
  const { probe, host, subject, source } = observation
  const { from, at, durationMs } = taken
  const outcome = detached(maskOutcome(taken.outcome))
  const excerpt = detached(taken.text)
  // The parser of this very probe made the outcome; TypeScript cannot tie the two.
  return { probe, host, from, subject, source, at, durationMs, excerpt, outcome } as Reading
}

/** What is advised are words of ours; they may speak of passwords. */
function maskOutcome(outcome: Parsed<unknown>): Parsed<unknown> {
  if (outcome.kind === 'seen') return redactValue(outcome)
  return { ...outcome, detail: redact(cleanText(outcome.detail)) }
}

/** A copy that shares no text with what it was cut from: V8 keeps a whole output for the sake of one word of it. */
function detached<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
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
      return Object.entries(answer.rows)
        .map(
          ([name, rows]) =>
            `${name}: ${rows
              .slice(0, 200)
              .map((row) => JSON.stringify(row))
              .join('\n  ')}`,
        )
        .join('\n')
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

function tryText(answer: Extract<Answer, { kind: 'http' }>['tries'][number]): string {
  if (answer.kind === 'failed') return failedText(answer)
  const head = `HTTP/${answer.httpVersion} ${answer.status} ${answer.statusText}`.trimEnd()
  const headers = answer.headers.map(([name, value]) => `${name}: ${value}`)
  return [head, ...headers, '', startOf(answer.body, 600).trimEnd()].join('\n').trimEnd()
}

function failedText(failed: Extract<Answer, { kind: 'failed' }>): string {
  return `${failed.detail} (${failed.failure} in ${failed.phase}, after ${Math.round(failed.afterMs)} ms)`
}
