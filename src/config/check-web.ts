import { type CrossProblem, listOf, onKey, onValue } from './cross-problem.ts'
import { valueAt } from './schema-problems.ts'
import { showValue } from './show-value.ts'
import { renderPath, type YamlPath } from './yaml-path.ts'

/** What is wrong with a PEM file of a request, as it follows 'Cannot use "…" as …: '; undefined for one that can be used. */
export type FileProblem = (kind: 'ca' | 'cert' | 'key', path: string) => string | undefined

/** Checks on how one service's URLs are asked: keys that need or exclude one another, and the files that they name. */
export function checkWeb(service: unknown, path: YamlPath, fileProblem: FileProblem): readonly CrossProblem[] {
  const dependencies = listOf(valueAt(service, ['dependencies'])).map((_each, index) => ['dependencies', index])
  return [['url'], ['health'], ...dependencies].flatMap((key) => {
    const request = valueAt(service, key)
    const isMap = typeof request === 'object' && request !== null && !Array.isArray(request)
    return isMap ? checkRequest(request, [...path, ...key], fileProblem) : []
  })
}

function checkRequest(request: object, path: YamlPath, fileProblem: FileProblem): readonly CrossProblem[] {
  const at = (key: string) => [...path, key]
  const has = (key: string) => Object.hasOwn(request, key)
  const isSecure = /^https:/i.test(String(valueAt(request, ['url'])))
  const problems: CrossProblem[] = []
  for (const [key, other] of [
    ['cert', 'key'],
    ['key', 'cert'],
  ] as const) {
    if (has(key) && !has(other))
      problems.push(onKey(at(key), `Cannot use ${renderPath(at(key))} alone: expected ${other} beside it`))
  }
  for (const key of ['ca', 'cert', 'key'] as const) {
    const file = valueAt(request, [key])
    if (typeof file !== 'string') continue
    const problem = isSecure ? fileProblem(key, file) : 'expected an https URL beside it'
    if (problem !== undefined)
      problems.push(onValue(at(key), `Cannot use ${showValue(file)} as ${renderPath(at(key))}: ${problem}`))
  }
  problems.push(...sameHeaders(valueAt(request, ['headers']), at('headers')))
  const protocol = valueAt(request, ['protocol'])
  if (protocol === (isSecure ? 'h2c' : 'h2')) {
    const other = isSecure ? 'h2 over https, as h2c has no TLS' : 'h2c over http, as h2 needs TLS'
    problems.push(
      onValue(
        at('protocol'),
        `Cannot use ${String(protocol)} as ${renderPath(at('protocol'))} here: expected ${other}`,
      ),
    )
  }
  if (valueAt(request, ['method']) === 'HEAD' && valueAt(request, ['expect', 'text']) !== undefined)
    problems.push(
      onKey(
        [...path, 'expect', 'text'],
        `Cannot look for ${renderPath([...path, 'expect', 'text'])} with method HEAD: expected GET, as HEAD gets no body`,
      ),
    )
  return problems
}

/** Names of headers have no case: of two that are one, the server would choose. */
function sameHeaders(headers: unknown, path: YamlPath): readonly CrossProblem[] {
  const names = typeof headers === 'object' && headers !== null && !Array.isArray(headers) ? Object.keys(headers) : []
  return names.flatMap((name, index) => {
    const first = names.slice(0, index).find((other) => other.toLowerCase() === name.toLowerCase())
    if (first === undefined) return []
    return [
      onKey([...path, name], `Cannot send ${renderPath([...path, name])} beside ${first}: expected a header once`),
    ]
  })
}
