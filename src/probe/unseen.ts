import type { Seen, Unseen, UnseenReason } from './reading.ts'

/** A value that was really read. */
export function seen<V>(value: V): Seen<V> {
  return { kind: 'seen', value }
}

/** Why nothing could be read, in one line, with the command that would change it where there is one. */
export function unseen(reason: UnseenReason, detail: string, fix?: string): Unseen {
  return fix === undefined ? { kind: 'unseen', reason, detail } : { kind: 'unseen', reason, detail, fix }
}
