import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseServices } from '../../src/config/parse-services.ts'
import { servicesJsonSchema } from '../../src/config/services-json-schema.ts'

/** Paths of the keys in a JSON Schema that have no description. */
function undescribed(schema: unknown, path: string): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const properties: object = 'properties' in schema && schema.properties ? schema.properties : {}
  const own = Object.entries(properties).flatMap(([key, inner]) => [
    ...(inner.description ? [] : [`${path}.${key}`]),
    ...undescribed(inner, `${path}.${key}`),
  ])
  return 'additionalProperties' in schema ? [...own, ...undescribed(schema.additionalProperties, `${path}.*`)] : own
}

describe('services.schema.json', () => {
  it('is current; `npm run schema` writes it', () => {
    expect(readFileSync('services.schema.json', 'utf8')).toBe(servicesJsonSchema())
  })

  it('describes every key', () => {
    expect(undescribed(JSON.parse(servicesJsonSchema()), '')).toEqual([])
  })
})

describe('docs/services-yml.md', () => {
  it.each(['A complete example', 'How a URL is asked'])('shows an example that is right: %s', (title) => {
    const page = readFileSync('docs/services-yml.md', 'utf8').split(`## ${title}\n`)[1] ?? ''
    const example = /```yaml\n([^]*?)```/.exec(page)?.[1] ?? ''
    const env = { DB_PASSWORD: 'x', HEALTH_TOKEN: 'x' }
    expect(parseServices(example, { file: 'example', env })).toMatchObject({ kind: 'ok' })
  })
})
