import { z } from 'zod'
import { parseDuration } from '../lib/duration.ts'
import { type Checked, right, wrong } from '../service/checked.ts'
import { checkName, nameRules } from '../service/name-rules.ts'

/** What an editor shows of a key, and completes. */
interface Shown {
  readonly description: string
  readonly examples?: readonly (string | number)[]
  readonly pattern?: string
}

/** Text that `check` turns into a value; the message of every issue is what would be right. */
export function textField<V>(expected: string, check: (text: string) => Checked<V>, shown: Shown) {
  return z
    .string(expected)
    .meta(jsonSchema(shown))
    .transform((text, context) => checked(check(text), text, context))
}

/** Text or a number, as `90%` and `0.9`; `check` gets either as text. */
export function looseField<V>(expected: string, check: (text: string) => Checked<V>, shown: Shown) {
  return z
    .union([z.number(), z.string()], expected)
    .meta(jsonSchema(shown))
    .transform((value, context) => checked(check(String(value)), value, context))
}

/** A name by its rule. */
export function nameField(kind: keyof typeof nameRules, description: string, examples: readonly string[]) {
  const { expected, pattern } = nameRules[kind]
  return textField(expected, (text) => checkName(kind, text), { description, examples, pattern: pattern.source })
}

export function durationField(expected: string, description: string, examples: readonly string[]) {
  const check = (text: string): Checked<number> => {
    const ms = parseDuration(text)
    return ms !== undefined && ms > 0 && ms <= 31 * 86_400_000 ? right(ms) : wrong(expected)
  }
  return textField(expected, check, { description, examples, pattern: String.raw`^\d{1,9}(\.\d{1,3})?(ms|s|m|h|d)$` })
}

const expectedRatio = 'a percentage such as 90% or a ratio such as 0.9'

/** '90%' or 0.9 → 0.9; above 0, at most 1. */
export function ratioField(description: string) {
  const check = (text: string): Checked<number> => {
    const match = /^(\d{1,3}(?:\.\d{1,6})?)\s?(%?)$/.exec(text)
    const ratio = Number(match?.[1]) / (match?.[2] ? 100 : 1)
    return ratio > 0 && ratio <= 1 ? right(ratio) : wrong(expectedRatio)
  }
  return looseField(expectedRatio, check, { description, examples: ['90%', 0.9] })
}

export function portField(description: string, example: number) {
  const check = (text: string): Checked<number> =>
    /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535 ? right(Number(text)) : wrong('1–65535')
  return looseField('1–65535', check, { description, examples: [example] })
}

/** A key of a map that the user names. */
export function keyField(check: (text: string) => Checked<unknown>, description: string) {
  return z
    .string()
    .superRefine((text, context) => void checked(check(text), text, context))
    .meta({ description })
}

export function listField<V extends z.ZodType>(item: V, expected: string) {
  return z.array(item, expected)
}

/** One value, or a list of them; gives a list. */
export function oneOrMoreField<V>(item: z.ZodType<V>, expected: string) {
  return z.union([item.transform((value) => [value]), z.array(item, expected)], expected)
}

/**
 * A map that knows all of its keys. The message of `unrecognized_keys` is the known keys, joined by ', ': the one place
 * where zod lets an issue carry them.
 */
export function mapField<S extends z.core.$ZodShape>(shape: S, expected: string) {
  const known = Object.keys(shape).join(', ')
  return z.strictObject(shape, { error: (issue) => (issue.code === 'unrecognized_keys' ? known : expected) })
}

function checked<V>(result: Checked<V>, input: unknown, context: z.core.$RefinementCtx): V {
  if (result.kind === 'right') return result.value
  context.issues.push({ code: 'custom', message: result.expected, input })
  return z.NEVER
}

/** A pattern lets any text with a variable through: editors see the text before it is filled in. */
function jsonSchema({ description, examples, pattern }: Shown): Record<string, unknown> {
  return {
    description,
    ...(examples ? { examples: [...examples] } : {}),
    ...(pattern === undefined ? {} : { pattern: String.raw`${pattern}|\$\{` }),
  }
}
