import { explainRaw } from '../../src/signature/explain-response.ts'
import { type CapturedResponse, loadCapturedResponses } from './captured-responses.ts'

/** How well the responders of the captured 503s are named. */
export interface ResponderAccuracy {
  readonly total: number
  readonly named: number
  /** Wrong answers that claimed to be certain or likely; must be none. */
  readonly confidentlyWrong: readonly string[]
  /** Wrong answers that said so (unknown). */
  readonly missed: readonly string[]
  readonly certainties: Readonly<Record<string, number>>
}

/** Names every captured response of one status (503 unless given) and compares with the truth. */
export function measureResponders(status = 503): ResponderAccuracy {
  const judged = loadCapturedResponses()
    .filter((capture) => capture.status === status)
    .map((capture) => ({ capture, answer: answerOf(capture) }))
  const wrong = judged.filter(({ capture, answer }) => answer.program !== capture.responder)
  const describe = ({ capture, answer }: (typeof judged)[number]): string =>
    `${capture.file}: ${answer.program} (${answer.certainty}), truly ${capture.responder}`
  return {
    total: judged.length,
    named: judged.length - wrong.length,
    confidentlyWrong: wrong.filter(({ answer }) => answer.certainty !== 'unknown').map(describe),
    missed: wrong.filter(({ answer }) => answer.certainty === 'unknown').map(describe),
    certainties: Object.fromEntries(
      ['certain', 'likely', 'unknown'].map((wanted) => [
        wanted,
        judged.filter(({ answer }) => answer.certainty === wanted).length,
      ]),
    ),
  }
}

function answerOf({ file, raw }: CapturedResponse): { readonly program: string; readonly certainty: string } {
  const explained = explainRaw(raw)
  if ('kind' in explained) throw new Error(`Cannot explain ${file}: ${explained.why}`)
  return explained.emitter
}
