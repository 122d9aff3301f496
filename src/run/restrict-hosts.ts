import { foldNames } from '../lib/fold-names.ts'
import { masked } from '../lib/masked.ts'
import { nearestNames } from '../lib/nearest-names.ts'
import { expandHosts } from '../service/expand-hosts.ts'
import type { Service } from '../service/service.ts'

/** A service to be looked at on some of its hosts only, or why what was typed names none of them. */
export type Restricted =
  | {
      readonly kind: 'restricted'
      readonly service: Service
      /** Hosts of the service that were not asked for. */
      readonly otherHosts: readonly string[]
    }
  | { readonly kind: 'unknown'; readonly problem: string; readonly hint: string }

/**
 * The one place that reads `--host`, for every surface: names or ranges, capitals as a phone writes them. Nothing typed
 * leaves the service whole; one name that is no host of it refuses all, so that a typing error never looks at fewer.
 */
export function restrictHosts(service: Service, typed: readonly string[]): Restricted {
  if (typed.length === 0) return { kind: 'restricted', service, otherHosts: [] }
  const found = typed
    .flatMap(splitHosts)
    .flatMap((name) => namesOf(name).map((each) => ({ typed: each, host: hostNamed(each, service) })))
  const unknown = found.filter(({ host }) => host === undefined).map((each) => each.typed)
  if (unknown.length > 0) return { kind: 'unknown', ...refusal(service, unknown) }
  const asked = new Set(found.map(({ host }) => host))
  const hosts = service.hosts.filter((host) => asked.has(host))
  const otherHosts = service.hosts.filter((host) => !asked.has(host))
  return { kind: 'restricted', service: { ...service, hosts }, otherHosts }
}

/** 'app1,app2' are two; the comma of 'app[1,3]' is part of a range. */
export function splitHosts(typed: string): readonly string[] {
  const names = typed.split(/,(?![^[]*\])/).filter((name) => name !== '')
  return names.length > 0 ? names : [typed]
}

/** 'app[1-2]' as services.yml has it; anything else is one name. */
function namesOf(typed: string): readonly string[] {
  const expanded = expandHosts(typed)
  return expanded.kind === 'right' ? expanded.value : [typed]
}

function hostNamed(name: string, { hosts }: Service): string | undefined {
  return hosts.find((host) => host === name) ?? hosts.find((host) => host.toLowerCase() === name.toLowerCase())
}

function refusal({ name, hosts }: Service, unknown: readonly string[]): { problem: string; hint: string } {
  const told = unknown.slice(0, 3).map((each) => `"${each.slice(0, 80)}"`)
  const isOne = unknown.length === 1
  const problem = masked`Cannot use ${foldNames(told)} as --host: ${isOne ? 'it is no host' : 'they are no hosts'} of ${name}`
  if (hosts.length === 0) return { problem, hint: `${name} lists no hosts; leave --host out.` }
  const near = [...new Set(unknown.slice(0, 3).flatMap((each) => nearestNames(each, hosts)))].slice(0, 3)
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `It has: ${foldNames(hosts, 20)}`
  return { problem, hint }
}
