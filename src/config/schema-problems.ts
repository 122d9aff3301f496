import type { z } from 'zod'
import { nearestNames } from '../lib/nearest-names.ts'
import { renderPath, type YamlPath } from './yaml-path.ts'

/** One issue of the schema in words. `side`: whether the key or its value is to blame. */
export interface SchemaProblem {
  readonly path: YamlPath
  readonly side: 'key' | 'value'
  readonly kind: 'wrong' | 'missing' | 'unknown-key' | 'wrong-key'
  /** What would be right, as it follows 'expected '; of an unknown key a whole clause. */
  readonly expected: string
}

type Issue = z.core.$ZodIssue

/** The schema's issues as problems. `input` is what was checked: it tells a missing key from an empty one. */
export function schemaProblems(issues: readonly Issue[], input: unknown): readonly SchemaProblem[] {
  return issues.flatMap((issue) => problemsOf(issue, [], input))
}

function problemsOf(issue: Issue, base: YamlPath, input: unknown): readonly SchemaProblem[] {
  const path = [...base, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))]
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey([...path, key], issue.message.split(', ')))
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.map((inner) => ({ path, side: 'key', kind: 'wrong-key', expected: inner.message }))
  }
  if (issue.code === 'invalid_union') {
    // The branch that took the input's type knows best what is wrong within.
    const within = issue.errors.find(
      (branch) => !branch.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
    )
    if (within) return within.flatMap((inner) => problemsOf(inner, path, input))
  }
  const isMissing = issue.code === 'invalid_type' && !has(input, path)
  return [{ path, side: isMissing ? 'key' : 'value', kind: isMissing ? 'missing' : 'wrong', expected: issue.message }]
}

function unknownKey(path: YamlPath, known: readonly string[]): SchemaProblem {
  const [nearest] = nearestNames(String(path.at(-1)), known, 1)
  const expected = nearest === undefined ? `expected one of ${known.join(', ')}` : `did you mean ${nearest}?`
  return { path, side: 'key', kind: 'unknown-key', expected }
}

function has(input: unknown, path: YamlPath): boolean {
  return valueAt(input, path) !== undefined
}

/** The value at a path, or undefined where there is none. */
export function valueAt(input: unknown, path: YamlPath): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, part) ? Reflect.get(value, part) : undefined,
    input,
  )
}

/** The sentence for a problem in a file; `shown` is the value as it may be shown. */
export function renderProblem(problem: SchemaProblem, shown: string): string {
  const where = renderPath(problem.path) || 'services.yml'
  switch (problem.kind) {
    case 'missing':
      return `Missing ${where}: expected ${problem.expected}`
    case 'unknown-key':
      return `Unknown key ${where}: ${problem.expected}`
    case 'wrong-key':
      return `Cannot use the name ${where}: expected ${problem.expected}`
    case 'wrong':
      return `Cannot use ${shown} as ${where}: expected ${problem.expected}`
    default:
      return problem.kind satisfies never
  }
}
