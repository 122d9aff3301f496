import type { Answer } from './execute.ts'
import type { Unseen } from './unseen.ts'

/** An answer of another kind than was asked for, or one without the parts it must have: nothing is read into it. */
export function unexpectedAnswer(answer: Answer, wanted: string): Unseen {
  return { kind: 'unseen', reason: 'garbled', detail: `expected an answer of ${wanted}, got one of ${answer.kind}` }
}
