import { z } from 'zod'
import { servicesSchema } from './services-schema.ts'

/** The JSON Schema of services.yml (draft-07, which editors' YAML support reads), as the text of services.schema.json. */
export function servicesJsonSchema(): string {
  const schema = z.toJSONSchema(servicesSchema, { io: 'input', target: 'draft-7' })
  return `${JSON.stringify({ title: 'services.yml of slash503', ...schema }, null, 2)}\n`
}
