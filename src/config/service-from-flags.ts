import type { Service } from '../service/service.ts'
import { buildService } from './build-config.ts'
import { checkServiceFit } from './check-service-fit.ts'
import { deepFreeze } from './deep-freeze.ts'
import { type SchemaProblem, schemaProblems, valueAt } from './schema-problems.ts'
import { serviceSchema } from './services-schema.ts'
import { showValue } from './show-value.ts'

/** The flags of `503 check` that describe a service without a file. `host` takes ranges; `deploy` is the release link's path. */
export interface ServiceFlags {
  readonly host?: readonly string[]
  readonly url?: string
  readonly unit?: string
  readonly port?: string
  readonly health?: string
  readonly balancer?: string
  readonly database?: string
  readonly dependency?: readonly string[]
  readonly deploy?: string
}

/** A service as flags describe it, or one line per flag that is wrong: '--port abc: expected 1–65535'. */
export type ParsedFlags =
  | { readonly kind: 'ok'; readonly service: Service }
  | { readonly kind: 'invalid'; readonly errors: readonly string[] }

const flagOf: Readonly<Record<string, string>> = { hosts: 'host', dependencies: 'dependency' }

/** Checks flags exactly as services.yml is checked. The service is named after the URL's host, else after the first host. */
export function serviceFromFlags(flags: ServiceFlags): ParsedFlags {
  const written = writtenOf(flags)
  const checked = serviceSchema.safeParse(written)
  const problems = schemaProblems(checked.error?.issues ?? [], written)
  const errors = problems.map((problem) => renderFlagProblem(problem, written))
  if (!checked.success || errors.length > 0) return { kind: 'invalid', errors }
  const misfits = checkServiceFit(written, [])
  if (misfits.length > 0)
    return { kind: 'invalid', errors: misfits.map((misfit) => inFlags(misfit.path, misfit.message)) }
  const service = buildService('', checked.data)
  return { kind: 'ok', service: deepFreeze({ ...service, name: nameOf(service) }) }
}

function writtenOf({ host, dependency, balancer, deploy, ...same }: ServiceFlags): Record<string, unknown> {
  const given = Object.entries(same).filter(([, value]) => value !== undefined)
  return {
    ...Object.fromEntries(given),
    ...(host?.length ? { hosts: host } : {}),
    ...(dependency?.length ? { dependencies: dependency } : {}),
    ...(balancer === undefined ? {} : { balancer: { host: balancer } }),
    ...(deploy === undefined ? {} : { deploy: { path: deploy } }),
  }
}

function renderFlagProblem({ path, expected }: SchemaProblem, written: unknown): string {
  const key = String(path[0])
  const shown = showValue(valueAt(written, path)).replace(/^"(.*)"$/, '$1')
  return `--${flagOf[key] ?? key} ${shown}: expected ${expected}`
}

/** A misfit of the whole in the words of the command line. */
function inFlags(path: readonly (string | number)[], message: string): string {
  const key = String(path[0] ?? '')
  if (key === '') return 'Nothing to look at: expected --host or --url'
  if (key === 'hosts' || key === 'dependencies') return `--${flagOf[key]}: ${message.replace(/ in hosts/, '')}`
  return `--${key} is looked at on hosts: expected --host as well`
}

function nameOf({ url, hosts, balancer, database, dependencies }: Service): string {
  if (url !== undefined) return new URL(url).hostname
  return hosts[0] ?? balancer?.host ?? database?.host ?? dependencies[0]?.host ?? 'service'
}
