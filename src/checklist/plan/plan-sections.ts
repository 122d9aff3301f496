import { isIpAddress, isLoopback } from '../../lib/loopback.ts'
import { type About, sectionOf } from '../../probe/collection.ts'
import { type SectionProbeId, sectionProbeOf } from '../../probe/parse-section.ts'
import type { Service } from '../../service/service.ts'
import { hostsOf } from '../../service/service-hosts.ts'
import type { Observation } from '../observation.ts'
import { proxyUnits } from '../read/unit-role.ts'
import type { StepId } from '../step.ts'

/** Names of the service's hosts that are resolved on the balancer to tell its servers apart; beyond, addresses must do. */
const resolvedHostsLimit = 32

/** The sections of every host's script. Hosts of one role share them: a fleet's scripts are many texts of 20 KB. */
export function planSections(service: Service): readonly Observation[] {
  const applications = new Set(service.hosts)
  const plans = new Map<string, readonly Observation[]>()
  return hostsOf(service).flatMap((host) => {
    const role = `${applications.has(host)} ${service.balancer?.host === host}`
    const plan = plans.get(role) ?? planHost(service, host)
    plans.set(role, plan)
    return plan.map((observation) => ({ ...observation, host }))
  })
}

function planHost(service: Service, host: string): readonly Observation[] {
  return [
    ...planCommon(service, host),
    ...(service.hosts.includes(host) ? planApplication(service, host) : []),
    ...(service.balancer?.host === host ? planBalancer(service, host) : []),
  ]
}

interface Options {
  readonly about?: About
  readonly isEssential?: boolean
}

/** Observations of probes that read one collection about the same share its section. */
function planned(host: string, step: StepId, probe: SectionProbeId, options: Options = {}): Observation {
  const { about = {}, isEssential = false } = options
  const { reads, source } = sectionProbeOf(probe)
  const how = { kind: 'section', section: sectionOf(reads, about) } as const
  return { probe, host, subject: about.subject ?? '', step, isEssential, source: source(about), how }
}

/** Looked at on every host, the balancer's too. */
function planCommon(service: Service, host: string): readonly Observation[] {
  const unit = unitOn(service, host)
  const port = service.hosts.includes(host) ? service.port : undefined
  const about = { unit, port }
  const section = (step: StepId, probe: SectionProbeId, isEssential = false, of: About = about) =>
    planned(host, step, probe, { about: of, isEssential })
  const units = { unit, units: unitsOn(service, host), expected: namedOn(service, host) }
  return [
    section('process', 'host'),
    section('process', 'units', unit !== undefined, units),
    ...(unit === undefined ? [] : [journal(host, unit)]),
    section('process', 'listeners', unit === undefined && port !== undefined),
    ...(unit === undefined && port === undefined ? [] : [section('process', 'workers')]),
    section('resources', 'load', true),
    section('resources', 'cpu'),
    section('resources', 'pressure'),
    section('resources', 'memory', true),
    section('resources', 'disk', true),
    section('resources', 'mounts'),
    section('resources', 'files'),
    section('resources', 'oom'),
    section('resources', 'network'),
    section('resources', 'kernel-limits'),
    section('resources', 'connections'),
    section('edge', 'proxy-log'),
    section('health', 'balancer-config', isBalancer(service, host), balancerOn(service, host)),
    section('deploy', 'config-files', false, units),
  ]
}

function planApplication(service: Service, host: string): readonly Observation[] {
  const path = service.deploy?.path
  const release =
    path === undefined ? [] : [planned(host, 'deploy', 'release', { about: { subject: path }, isEssential: true })]
  return [...release, ...namesOf(service).map(({ name, step }) => resolve(host, step, name))]
}

/** What the balancer calls a host by name or by address: the name resolved there ties the two together. */
function planBalancer(service: Service, host: string): readonly Observation[] {
  const names = service.hosts.filter((name) => name !== host && !isIpAddress(name) && !isLoopback(name))
  const unit = service.balancer?.unit
  const isPlanned = unit === undefined || unit === unitOn(service, host)
  return [
    ...(isPlanned ? [] : [journal(host, unit)]),
    ...names.slice(0, resolvedHostsLimit).map((name) => resolve(host, 'health', name)),
  ]
}

/** One section for the last lines of one unit. */
export function journal(host: string, unit: string): Observation {
  return planned(host, 'process', 'journal', { about: { subject: unit } })
}

function resolve(host: string, step: StepId, name: string): Observation {
  return planned(host, step, 'resolve', { about: { subject: name } })
}

/** Names that the application looks up, each once. */
function namesOf(service: Service): readonly { readonly name: string; readonly step: StepId }[] {
  const ofDatabase = service.database ? [{ name: service.database.host, step: 'database' as const }] : []
  const ofOthers = service.dependencies.map(({ host }) => ({ name: host, step: 'dependencies' as const }))
  const all = [...ofDatabase, ...ofOthers].filter(({ name }) => !isIpAddress(name) && !isLoopback(name))
  return [...new Map(all.reverse().map((each) => [each.name, each])).values()].reverse()
}

/** The unit whose processes and limits count on a host: the application's, or on a balancer of its own the balancer's. */
function unitOn(service: Service, host: string): string | undefined {
  return service.hosts.includes(host) ? service.unit : service.balancer?.unit
}

const isBalancer = (service: Service, host: string): boolean => service.balancer?.host === host

/** Tells the balancer's configuration from those of other proxies that are installed beside it. */
function balancerOn(service: Service, host: string): { readonly unit?: string } {
  const unit = isBalancer(service, host) ? service.balancer?.unit : undefined
  return unit === undefined ? {} : { unit }
}

/** Units that the configuration names. */
function namedOn(service: Service, host: string): readonly string[] {
  const app = service.hosts.includes(host) && service.unit !== undefined ? [service.unit] : []
  const balancer = service.balancer?.host === host && service.balancer.unit !== undefined ? [service.balancer.unit] : []
  return [...new Set([...app, ...balancer])]
}

function unitsOn(service: Service, host: string): readonly string[] {
  const named = namedOn(service, host)
  const proxies = proxyUnits.filter((name) => !named.includes(`${name}.service`))
  return [...new Set([...named, ...proxies])]
}
