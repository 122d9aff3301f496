import { cleanText } from '../../lib/clean-text.ts'
import { redact } from '../../lib/redact.ts'
import { createPauses, finish, type Slices, sliceChars } from '../../lib/slices.ts'

const secretHeaders = /^(set-cookie|cookie|authorization|proxy-authorization|www-authenticate)$/i

/** A copy of a plain JSON value with its texts clean and their secrets masked: readings are stored and shown. */
export function redactValue<T>(value: T): T {
  return finish(sliceRedacted(value))
}

/** The same, in slices. */
export function* sliceRedacted<T>(value: T): Slices<T> {
  return (yield* masked(value, createPauses(sliceChars))) as T
}

type Pause = ReturnType<typeof createPauses>

/** What a value costs besides its text, in characters. */
const perValue = 32

function* masked(value: unknown, pause: Pause): Slices<unknown> {
  if (typeof value === 'string') {
    const safe = redact(cleanText(value))
    yield* pause(value.length + perValue)
    return detached(safe)
  }
  if (typeof value !== 'object' || value === null) return value
  yield* pause(perValue)
  if (Array.isArray(value)) return yield* maskedList(value, pause)
  const copy: [string, unknown][] = []
  for (const [key, each] of Object.entries(value)) copy.push([key, yield* masked(each, pause)])
  return Object.fromEntries(copy)
}

/** HTTP headers are pairs of name and value; some values are secrets whole. */
function* maskedList(list: readonly unknown[], pause: Pause): Slices<readonly unknown[]> {
  const [name] = list
  if (list.length === 2 && typeof name === 'string' && secretHeaders.test(name)) return [name, '***']
  const copy: unknown[] = []
  for (const each of list) copy.push(yield* masked(each, pause))
  return copy
}

/** V8 copies texts up to this length; of longer ones it may keep the whole output that they were cut from. */
const copiedChars = 12

/** A copy that shares no text with what it was cut from. */
function detached(text: string): string {
  return text.length <= copiedChars ? text : (JSON.parse(JSON.stringify(text)) as string)
}
