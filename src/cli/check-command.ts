import { AppError } from '../lib/app-error.ts'
import { parseDuration } from '../lib/duration.ts'
import { masked } from '../lib/masked.ts'
import { compareReports } from '../report/compare-reports.ts'
import { exitCodeOf } from '../report/exit-code-of.ts'
import { parseReport } from '../report/parse-report.ts'
import type { Report } from '../report/report.ts'
import { checkService } from '../run/check-service.ts'
import type { Engine } from '../run/engine.ts'
import { restrictHosts } from '../run/restrict-hosts.ts'
import { selectSteps } from '../run/select-steps.ts'
import type { Service } from '../service/service.ts'
import { type AccessFlags, readAccess, splitHost } from './access-flags.ts'
import type { CliWorld, ServiceFlags, SshHosts } from './cli-world.ts'
import { findService, findServices, findServicesIfAny } from './find-services.ts'
import { keepRun } from './keep-run.ts'
import { createLiveView, createPlainView, type LiveView } from './live-view.ts'
import { choosePaint } from './paint.ts'
import type { ReportFormat } from './report-formats.ts'
import { writeReport } from './write-report.ts'

export interface CheckFlags extends ServiceFlags, AccessFlags {
  readonly config?: string
  readonly format: ReportFormat
  readonly only?: readonly string[]
  readonly evidence?: boolean
  readonly timeout: string
  readonly baseline?: string
}

/** The exit status of a process that SIGINT ended (128 + 2). */
const interruptedExit = 130
/** How long connections may take to close: killing what runs on a host takes a round trip. */
const closeMs = 2000

/** `503 check`: looks, shows what it sees as it sees it, prints the report; gives the exit status. */
export async function checkCommand(name: string | undefined, flags: CheckFlags, world: CliWorld): Promise<number> {
  const timeoutMs = readTimeout(flags.timeout)
  const only = selectSteps(flags.only ?? [])
  const baseline = await readBaseline(flags.baseline, world)
  const { service, hosts, otherHosts } = await chooseService(name, flags, world)
  const { balancer } = service
  const reached = [...service.hosts, ...(balancer ? [balancer.host] : [])]
  const access = readAccess(flags, { hosts: reached, typed: flags.host ?? [] })

  const controller = new AbortController()
  let interrupts = 0
  const stopListening = world.onInterrupt(() => (++interrupts === 1 ? controller.abort() : world.quit(interruptedExit)))
  const view = openView(world)
  const { onEvent } = view
  let engine: Engine | undefined
  try {
    engine = await world.openEngine(hosts, access)
    const { execute } = engine
    const { signal } = controller
    const checked = await checkService({
      service,
      execute,
      signal,
      now: world.now,
      timeoutMs,
      onEvent,
      otherHosts,
      ...(only ? { only } : {}),
    })
    const report = baseline ? { ...checked, changes: compareReports(baseline, checked) } : checked
    await view.stop({ keep: !world.stdout.isTTY || flags.format !== 'text' })
    await writeReport(report, flags, world)
    await keepRun(report, world)
    return interrupts > 0 ? interruptedExit : exitCodeOf(report.outcome)
  } finally {
    await view.stop({ keep: true })
    await closeWithin(engine, closeMs)
    stopListening()
  }
}

async function chooseService(
  name: string | undefined,
  flags: CheckFlags,
  world: CliWorld,
): Promise<{ service: Service; hosts: SshHosts | undefined; otherHosts: readonly string[] }> {
  const { url, unit, port, health, balancer, database, dependency, deploy } = flags
  const host = flags.host?.map((typed) => splitHost(typed).pattern)
  const described = { url, unit, port, health, balancer, database, dependency, deploy }
  if (name !== undefined) {
    const misplaced = Object.entries(described).find(([, value]) => value !== undefined)
    if (misplaced) throw misplacedFlag(misplaced[0], name)
    const file = await findServices(world, flags.config)
    const restricted = restrictHosts(findService(file, name), host ?? [])
    if (restricted.kind === 'unknown') throw new AppError('USAGE', restricted.problem, { hint: restricted.hint })
    return { ...restricted, hosts: file.hosts }
  }
  if (host === undefined && Object.values(described).every((value) => value === undefined))
    await listServices(world, flags.config)
  const parsed = await world.serviceFromFlags(withoutUndefined({ ...described, host }))
  if (parsed.kind === 'ok')
    return { service: parsed.service, otherHosts: [], hosts: (await findServicesIfAny(world, flags.config))?.hosts }
  throw new AppError('USAGE', `Cannot tell what to check:\n${parsed.errors.join('\n')}`, {
    hint: 'Name a service of services.yml (503 check api-prod) or describe one (503 check --host app1 --url https://…).',
  })
}

/** Throws `USAGE` with the services that could be meant, where there are any. */
async function listServices(world: CliWorld, config: string | undefined): Promise<void> {
  const file = await findServicesIfAny(world, config)
  if (!file) return
  const names = [...file.services, ...(file.unset ?? [])].map(({ name }) => `  ${name}`)
  throw new AppError(
    'USAGE',
    `${masked`Cannot tell what to check: expected a service of ${file.path}:`}\n${names.join('\n')}`,
    {
      hint: `503 check ${file.services[0]?.name ?? names[0]?.trim()}`,
    },
  )
}

/** Flags that were given, and no others. */
function withoutUndefined(flags: { [K in keyof ServiceFlags]: ServiceFlags[K] | undefined }): ServiceFlags {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined))
}

function misplacedFlag(flag: string, name: string): AppError {
  return new AppError('USAGE', masked`Cannot use --${flag} together with the service "${name}"`, {
    hint: 'What a service is stands in services.yml; leave the name out to describe one with flags.',
  })
}

function readTimeout(text: string): number {
  const ms = parseDuration(text)
  if (ms !== undefined && ms >= 100 && ms <= 600_000) return ms
  throw new AppError(
    'USAGE',
    masked`Cannot use "${text}" as --timeout: expected a duration from 100ms to 10m, such as 20s`,
  )
}

async function readBaseline(path: string | undefined, world: CliWorld): Promise<Report | undefined> {
  return path === undefined ? undefined : parseReport(await world.readText(path), { file: path })
}

function openView({ stderr, env, now }: CliWorld): LiveView {
  const paint = choosePaint(stderr, env)
  const isLive = stderr.isTTY && env['TERM'] !== 'dumb'
  return isLive ? createLiveView({ output: stderr, paint, now }) : createPlainView({ output: stderr, paint })
}

async function closeWithin(engine: Engine | undefined, ms: number): Promise<void> {
  if (!engine) return
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  await Promise.race([engine.close(), promise]).finally(() => clearTimeout(timer))
}
