import { isIpAddress, isLoopback } from '../lib/loopback.ts'
import { buildBalancerConfigSection } from '../probe/balancer-config.ts'
import { buildConfigFilesSection } from '../probe/config-files.ts'
import { buildConnectionsSection } from '../probe/connections.ts'
import { buildCpuSection } from '../probe/cpu.ts'
import { buildDiskSection } from '../probe/disk.ts'
import type { Section } from '../probe/execute.ts'
import { buildFilesSection } from '../probe/files.ts'
import { buildHostSection } from '../probe/host.ts'
import { buildJournalSection } from '../probe/journal.ts'
import { buildKernelLimitsSection } from '../probe/kernel-limits.ts'
import { buildListenersSection } from '../probe/listeners.ts'
import { buildLoadSection } from '../probe/load.ts'
import { buildMemorySection } from '../probe/memory.ts'
import { buildNetworkSection } from '../probe/network.ts'
import { buildOomSection } from '../probe/oom.ts'
import { buildPressureSection } from '../probe/pressure.ts'
import { buildProxyLogSection } from '../probe/proxy-log.ts'
import type { ProbeId } from '../probe/reading.ts'
import { buildReleaseSection } from '../probe/release.ts'
import { buildResolveSection } from '../probe/resolve.ts'
import { buildUnitsSection } from '../probe/units.ts'
import { buildWorkersSection } from '../probe/workers.ts'
import type { Service } from '../service/service.ts'
import type { Observation } from './observation.ts'
import { hostsOf } from './service-hosts.ts'
import type { StepId } from './step.ts'
import { proxyUnits } from './unit-role.ts'

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
  readonly subject?: string
  readonly isEssential?: boolean
}

function planned(host: string, step: StepId, probe: ProbeId, section: Section, options: Options = {}): Observation {
  const { subject = '', isEssential = false } = options
  return { probe, host, subject, step, isEssential, source: section.source, how: { kind: 'section', section } }
}

/** Looked at on every host, the balancer's too. */
function planCommon(service: Service, host: string): readonly Observation[] {
  const unit = unitOn(service, host)
  const port = service.hosts.includes(host) ? service.port : undefined
  const subject = { ...(unit === undefined ? {} : { unit }), ...(port === undefined ? {} : { port }) }
  const ofUnit = unit === undefined ? {} : { unit }
  const section = (step: StepId, probe: ProbeId, built: Section, isEssential = false) =>
    planned(host, step, probe, built, { isEssential })
  return [
    section('process', 'host', buildHostSection()),
    section(
      'process',
      'units',
      buildUnitsSection({ units: unitsOn(service, host), expected: namedOn(service, host) }),
      unit !== undefined,
    ),
    ...(unit === undefined ? [] : [journal(host, unit)]),
    section('process', 'listeners', buildListenersSection(), unit === undefined && port !== undefined),
    ...(unit === undefined && port === undefined ? [] : [section('process', 'workers', buildWorkersSection(subject))]),
    section('resources', 'load', buildLoadSection(), true),
    section('resources', 'cpu', buildCpuSection(ofUnit)),
    section('resources', 'pressure', buildPressureSection()),
    section('resources', 'memory', buildMemorySection(), true),
    section('resources', 'disk', buildDiskSection(), true),
    section('resources', 'files', buildFilesSection(subject)),
    section('resources', 'oom', buildOomSection(ofUnit)),
    section('resources', 'network', buildNetworkSection()),
    section('resources', 'kernel-limits', buildKernelLimitsSection()),
    section('resources', 'connections', buildConnectionsSection(port === undefined ? {} : { port })),
    section('edge', 'proxy-log', buildProxyLogSection()),
    section(
      'health',
      'balancer-config',
      buildBalancerConfigSection(balancerOn(service, host)),
      isBalancer(service, host),
    ),
    section('deploy', 'config-files', buildConfigFilesSection(ofUnit)),
  ]
}

function planApplication(service: Service, host: string): readonly Observation[] {
  const path = service.deploy?.path
  const release =
    path === undefined
      ? []
      : [planned(host, 'deploy', 'release', buildReleaseSection({ path }), { subject: path, isEssential: true })]
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
  return planned(host, 'process', 'journal', buildJournalSection({ unit }), { subject: unit })
}

function resolve(host: string, step: StepId, name: string): Observation {
  return planned(host, step, 'resolve', buildResolveSection({ name }), { subject: name })
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
