import { masked } from '../lib/masked.ts'
import { hostLimit } from '../service/expand-hosts.ts'
import { parseEndpoint } from '../service/parse-endpoint.ts'
import { type CrossProblem, listOf, namesOf, onKey, onValue } from './cross-problem.ts'
import { valueAt } from './schema-problems.ts'
import { renderPath, type YamlPath } from './yaml-path.ts'

/** What is only looked at on hosts. */
const hostKeys = ['unit', 'port', 'health', 'deploy'] as const
const lookedAt = ['url', 'hosts', 'balancer', 'database', 'dependencies']

/** Checks on one service as written, whether or not its fields are right each by itself. */
export function checkServiceFit(service: unknown, path: YamlPath): readonly CrossProblem[] {
  if (typeof service !== 'object' || service === null || Array.isArray(service)) return []
  const hosts = listOf(valueAt(service, ['hosts']))
  const problems: CrossProblem[] = []
  if (!lookedAt.some((key) => Object.hasOwn(service, key))) {
    problems.push(onKey(path, `Nothing to look at in ${renderPath(path)}: expected hosts or url`))
  }
  for (const key of hosts.length > 0 ? [] : hostKeys) {
    if (!Object.hasOwn(service, key)) continue
    const where = renderPath([...path, key])
    problems.push(
      onKey([...path, key], `Cannot look at ${where} without hosts: expected ${renderPath([...path, 'hosts'])}`),
    )
  }
  return [...problems, ...repeatedHosts(hosts, [...path, 'hosts']), ...repeatedDependencies(service, path)]
}

function repeatedHosts(patterns: readonly unknown[], path: YamlPath): readonly CrossProblem[] {
  const seen = new Set<string>()
  const problems: CrossProblem[] = []
  for (const [index, pattern] of patterns.entries()) {
    const names = namesOf(pattern)
    const repeated = names.find((name) => seen.has(name))
    if (repeated !== undefined)
      problems.push(
        onValue([...path, index], masked`Host ${repeated} is listed twice in ${renderPath(path)}: expected once`),
      )
    for (const name of names) seen.add(name)
    if (seen.size > hostLimit)
      return [onKey(path, `Too many hosts in ${renderPath(path)}: expected at most ${hostLimit}`)]
  }
  return problems
}

/** Dependencies are told apart by their labels, which hold no password. */
function repeatedDependencies(service: object, path: YamlPath): readonly CrossProblem[] {
  const labels = listOf(valueAt(service, ['dependencies'])).map(labelOf)
  return labels.flatMap((label, index) => {
    if (label === undefined || labels.indexOf(label) === index) return []
    const where = [...path, 'dependencies', index]
    return [onValue(where, `${renderPath(where)} repeats an earlier dependency: expected it once`)]
  })
}

function labelOf(dependency: unknown): string | undefined {
  const url = typeof dependency === 'string' ? dependency : valueAt(dependency, ['url'])
  const endpoint = typeof url === 'string' ? parseEndpoint(url) : undefined
  return endpoint?.kind === 'right' ? endpoint.value.label : undefined
}
