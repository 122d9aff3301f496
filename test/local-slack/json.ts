/** Any JSON object, as it crosses the local Slack's wires. */
export type Json = Readonly<Record<string, unknown>>

/** The value as an object, or an empty one. */
export function asJson(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
}

/** The objects of a list, or none. */
export function asList(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(asJson) : []
}

/** The value as text, or an empty one. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
