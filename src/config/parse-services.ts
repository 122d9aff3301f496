import { buildConfig } from './build-config.ts'
import { checkServiceFit } from './check-service-fit.ts'
import { checkSshHosts } from './check-ssh-hosts.ts'
import { checkWeb, type FileProblem } from './check-web.ts'
import type { ConfigError, ParsedConfig, UnsetService } from './config.ts'
import { listOf, namesOf } from './cross-problem.ts'
import { readYaml, type YamlFile } from './read-yaml.ts'
import { renderProblem, type SchemaProblem, schemaProblems, valueAt } from './schema-problems.ts'
import { servicesSchema } from './services-schema.ts'
import { showValue } from './show-value.ts'
import type { Env } from './substitute-env.ts'
import { renderPath, type YamlPath } from './yaml-path.ts'

/** Hosts of all services together, after ranges; more would be a mistake in a range. */
const totalHostLimit = 50_000

/**
 * The text of services.yml as a configuration, or all of its errors in the order of the file. `file` is how errors name
 * it; `env` fills in `${VAR}`; `fileProblem` looks at the files that it names. Never throws, whatever the text.
 */
export function parseServices(
  text: string,
  options: { readonly file: string; readonly env: Env; readonly fileProblem?: FileProblem },
): ParsedConfig {
  const yaml = readYaml(text, options)
  if (yaml.isBroken) return { kind: 'invalid', errors: yaml.errors }
  const early = emptyOrTooLarge(yaml)
  if (early) return { kind: 'invalid', errors: [...yaml.errors, early] }
  const checked = servicesSchema.safeParse(yaml.value)
  const errors = [
    ...yaml.errors,
    ...crossErrors(yaml, options.fileProblem ?? (() => undefined)),
    ...schemaProblems(checked.error?.issues ?? [], yaml.value)
      .filter((problem) => !yaml.hasFailed(problem.path))
      .map((problem) => schemaError(problem, yaml)),
  ]
  const rest = errors.length === 0 ? servicesSchema.safeParse(withoutUnset(yaml)) : undefined
  if (rest?.success) {
    const isFilledIn = (path: YamlPath): boolean => yaml.templateAt(path) !== undefined
    return { kind: 'ok', config: buildConfig(rest.data, isFilledIn), unset: unsetServices(yaml) }
  }
  const all = [...errors, ...yaml.unset.map(({ error }) => error)]
  return { kind: 'invalid', errors: all.toSorted((a, b) => a.line - b.line || a.column - b.column) }
}

/** The file without the services that lack a variable. */
function withoutUnset({ value, unset }: YamlFile): unknown {
  if (unset.length === 0) return value
  const names = new Set(unset.map(({ service }) => service))
  const services = Object.entries(valueAt(value, ['services']) ?? {}).filter(([name]) => !names.has(name))
  return { ...(value as object), services: Object.fromEntries(services) }
}

function unsetServices({ unset }: YamlFile): readonly UnsetService[] {
  return [...Map.groupBy(unset, ({ service }) => service)].map(([name, found]) => ({
    name,
    errors: found.map(({ error }) => error),
  }))
}

function emptyOrTooLarge(yaml: YamlFile): ConfigError | undefined {
  if (yaml.value === null) return yaml.errorAt([], 'The file is empty: expected services: with at least one service')
  const services = valueAt(yaml.value, ['services'])
  let total = 0
  for (const service of Object.values(services ?? {})) {
    for (const pattern of listOf(valueAt(service, ['hosts']))) {
      total += namesOf(pattern).length
      if (total > totalHostLimit) return yaml.errorAt(['services'], tooManyHosts, 'key')
    }
  }
  return undefined
}

const tooManyHosts = `Too many hosts in services: expected at most ${totalHostLimit} in all`

function crossErrors(yaml: YamlFile, fileProblem: FileProblem): readonly ConfigError[] {
  const services = valueAt(yaml.value, ['services'])
  const isMap = typeof services === 'object' && services !== null && !Array.isArray(services)
  const ofServices = Object.entries(isMap ? services : {}).flatMap(([name, service]) => [
    ...checkServiceFit(service, ['services', name]),
    ...checkWeb(service, ['services', name], fileProblem),
  ])
  const problems = [...ofServices, ...checkSshHosts(valueAt(yaml.value, ['ssh', 'hosts']))]
  const empty = isMap && Object.keys(services).length === 0 ? [yaml.errorAt(['services'], noService)] : []
  return [...empty, ...problems.map(({ path, message, side }) => yaml.errorAt(path, message, side))]
}

const noService = 'No service in services: expected at least one, such as api-prod: { hosts: [app1] }'

function schemaError(problem: SchemaProblem, yaml: YamlFile): ConfigError {
  const template = yaml.templateAt(problem.path)
  const shown =
    isHeader(problem.path) && !/^\$\{\w+\}$/.test(template ?? '')
      ? 'this value'
      : showValue(template ?? valueAt(yaml.value, problem.path))
  const message = renderProblem(problem, template === undefined ? shown : `${shown} (with variables filled in)`)
  return yaml.errorAt(problem.path, message, problem.side)
}

/** What is written for a header may let somebody in. */
function isHeader(path: YamlPath): boolean {
  return path.at(-2) === 'headers'
}

/** The error of a file as a whole. */
export function fileError(file: string, message: string): ConfigError {
  return { file, line: 1, column: 1, path: renderPath([]), message }
}
