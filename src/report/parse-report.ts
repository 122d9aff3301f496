import { AppError } from '../lib/app-error.ts'
import { masked } from '../lib/masked.ts'
import { redact } from '../lib/redact.ts'
import type { Report } from './report.ts'

type Shape = 'string' | 'number' | 'array' | 'object'

/** What judging again relies on; `judgedFrom.readings` are checked one by one. */
const reportShape: readonly (readonly [path: string, shape: Shape])[] = [
  ['service', 'string'],
  ['outcome', 'string'],
  ['startedAt', 'string'],
  ['finishedAt', 'string'],
  ['steps', 'array'],
  ['diagnosis', 'object'],
  ['judgedFrom', 'object'],
  ['judgedFrom.service', 'object'],
  ['judgedFrom.service.name', 'string'],
  ['judgedFrom.service.hosts', 'array'],
  ['judgedFrom.service.dependencies', 'array'],
  ['judgedFrom.service.limits', 'object'],
  ['judgedFrom.readings', 'array'],
]
const readingShape: readonly (readonly [path: string, shape: Shape])[] = [
  ['probe', 'string'],
  ['host', 'string'],
  ['from', 'string'],
  ['subject', 'string'],
  ['source', 'string'],
  ['at', 'string'],
  ['durationMs', 'number'],
  ['excerpt', 'string'],
  ['outcome', 'object'],
  ['outcome.kind', 'string'],
]

/** A stored report read back. Throws `REPORT_INVALID`, naming `file`, what was found and what was expected. */
export function parseReport(text: string, { file }: { readonly file: string }): Report {
  const data = parseJson(text, file)
  const version = valueAt(data, 'version')
  if (version !== 1) throw invalid(file, `version is ${show(version)}, expected 1`)
  for (const [path, shape] of reportShape) expectShape(data, { path, shape, file, at: '' })
  for (const path of ['startedAt', 'finishedAt']) {
    if (Number.isNaN(Date.parse(String(valueAt(data, path)))))
      throw invalid(file, `${path} is ${show(valueAt(data, path))}, expected a time in ISO 8601`)
  }
  const readings = valueAt(data, 'judgedFrom.readings') as readonly unknown[]
  for (const [index, reading] of readings.entries()) {
    for (const [path, shape] of readingShape)
      expectShape(reading, { path, shape, file, at: `judgedFrom.readings[${index}].` })
  }
  return data as Report
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/, "[\s\S]*$/, '') : 'unreadable'
    throw new AppError('REPORT_INVALID', masked`Cannot read ${file} as a report: it is not JSON (${why})`, {
      hint,
      cause: error,
    })
  }
}

const hint = 'Write one with: 503 check SERVICE --format json > report.json'

function expectShape(
  data: unknown,
  { path, shape, file, at }: { path: string; shape: Shape; file: string; at: string },
): void {
  const value = valueAt(data, path)
  if (shapeOf(value) !== shape)
    throw invalid(
      file,
      `${at}${path} is ${show(value)}, expected ${shape === 'array' || shape === 'object' ? `an ${shape}` : `a ${shape}`}`,
    )
}

function invalid(file: string, what: string): AppError {
  return new AppError('REPORT_INVALID', masked`Cannot read ${file} as a report: ${what}`, { hint })
}

function shapeOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

function show(value: unknown): string {
  return value === undefined ? 'missing' : redact(JSON.stringify(value)).slice(0, 60)
}

function valueAt(data: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    return (value as Record<string, unknown>)[name]
  }, data)
}
