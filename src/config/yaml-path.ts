import { cleanText } from '../lib/clean-text.ts'
import { redact } from '../lib/redact.ts'

/** Keys and list positions from the top of a YAML file. */
export type YamlPath = readonly (string | number)[]

/** ['services', 'api', 'hosts', 0] → 'services.api.hosts[0]'; keys that are no plain word are quoted, without secrets. */
export function renderPath(path: YamlPath): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`
      const word = /^[\w-]{1,63}$/.test(part) ? part : JSON.stringify(redact(cleanText(part)).slice(0, 63))
      return index === 0 ? word : `.${word}`
    })
    .join('')
}

/** Equal paths, equal keys: for maps by path. */
export function pathKey(path: YamlPath): string {
  return JSON.stringify(path)
}
