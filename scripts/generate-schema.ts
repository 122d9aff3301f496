/** Writes services.schema.json from the schema that services.yml is checked by: `npm run schema`. */
import { writeFileSync } from 'node:fs'
import { servicesJsonSchema } from '../src/config/services-json-schema.ts'

writeFileSync(new URL('../services.schema.json', import.meta.url), servicesJsonSchema())
