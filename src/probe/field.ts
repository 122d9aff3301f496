/** A finite number from a number or a decimal text; anything else, an empty text too, is undefined. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string' || !/^\s*-?\d{1,15}(?:\.\d{1,9})?\s*$/.test(value)) return undefined
  return Number(value)
}

/** The text, or empty for anything that is not one. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** The object without its undefined fields: what was not reported stays absent. */
export function present<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}
