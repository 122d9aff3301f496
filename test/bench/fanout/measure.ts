import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { wrongOutputs } from './commands.ts'
import type { Contender, Place } from './contender.ts'
import type { ControlGroup } from './control-group.ts'
import type { Fleet, Negotiation } from './fleet.ts'

/** One run of one contender. CPU in milliseconds of all hosts together. */
export interface Sample {
  readonly wallMs: number
  readonly clientCpuMs: number
  /** sshd and the commands. */
  readonly hostsCpuMs: number
  /** Private memory of all the client's processes, and once the largest shared part. */
  readonly peakKb: number
  /** Of both processors, what was used by neither client nor hosts: 0 on a quiet machine. */
  readonly otherShare: number
}

export interface MeasureOptions {
  readonly fleet: Fleet
  readonly count: number
  readonly client: ControlGroup
  readonly directory: string
  readonly timeoutMs: number
}

/** Runs a contender on the first `count` hosts from nothing to its end; throws when a single output is missing or wrong. */
export async function measureCold(contender: Contender, options: MeasureOptions): Promise<Sample> {
  const place = preparePlace(contender.negotiation, options)
  try {
    const sample = await watchCosts(options, async () => {
      const child = startIn(contender, place, options.client)
      await endOf(contender.name, child, options.timeoutMs)
    })
    checkOutputs(contender.name, contender.read(place), place)
    return sample
  } finally {
    // What stays behind to make the next time faster (ControlPersist) has no part in a cold start.
    await options.client.empty()
    rmSync(place.directory, { recursive: true, force: true })
  }
}

/** Where a contender finds its files and puts its output. */
export function preparePlace(
  negotiation: Negotiation,
  { fleet, count, directory }: Pick<MeasureOptions, 'fleet' | 'count' | 'directory'>,
): Place {
  const own = mkdtempSync(join(directory, 'run-'))
  mkdirSync(join(own, 'out'))
  const hostsFile = join(own, 'hosts')
  writeFileSync(hostsFile, `${fleet.hosts.slice(0, count).join('\n')}\n`)
  return { directory: own, hostsFile, configFile: fleet.config[negotiation], count }
}

/** Starts a contender in the client's control group, its output in files. */
export function startIn(contender: Contender, place: Place, client: ControlGroup): ChildProcess {
  const stdout = openSync(`${place.directory}/stdout`, 'w')
  const stderr = openSync(`${place.directory}/stderr`, 'w')
  const env = { PATH: process.env.PATH, HOME: '/nonexistent', LC_ALL: 'C.UTF-8', ...contender.env?.(place) }
  const cache = { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE }
  const child = client.spawn(contender.command(place), {
    env: { ...env, ...cache },
    stdio: ['ignore', stdout, stderr],
  })
  closeSync(stdout)
  closeSync(stderr)
  return child
}

/** Waits for the end; whether it went well is told by the outputs. */
export async function endOf(name: string, child: ChildProcess, timeoutMs: number): Promise<void> {
  const ended = once(child, 'exit')
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
  const [, signal] = (await ended) as [number | null, string | null]
  clearTimeout(timer)
  if (signal !== null) throw new Error(`${name} did not end within ${timeoutMs / 1000} s`)
}

/** What `act` cost client and hosts. */
export async function watchCosts(
  { client, fleet }: Pick<MeasureOptions, 'client' | 'fleet'>,
  act: () => Promise<void>,
): Promise<Sample> {
  const sessions = fleet.group.pids().length
  const before = { client: client.cpuMs(), hosts: fleet.group.cpuMs(), busy: busyMs(), at: performance.now() }
  const memory = watchMemory(client)
  await act()
  const wallMs = performance.now() - before.at
  const peakKb = memory.stop()
  const clientCpuMs = client.cpuMs() - before.client
  const busy = busyMs() - before.busy
  const othersMs = Math.max(0, busy - clientCpuMs - (fleet.group.cpuMs() - before.hosts))
  // Sessions end a moment after the client does, and cost the host that moment too.
  for (let attempt = 0; fleet.group.pids().length > sessions && attempt < 300; attempt++) await sleep(10)
  const hostsCpuMs = fleet.group.cpuMs() - before.hosts
  return { wallMs, clientCpuMs, hostsCpuMs, peakKb, otherShare: othersMs / (wallMs * processors()) }
}

/** Throws unless each host gave eight right outputs. */
export function checkOutputs(
  name: string,
  outputs: ReadonlyMap<string, readonly string[]>,
  { hostsFile, directory }: Place,
): void {
  const hosts = readFileSync(hostsFile, 'utf8').trim().split('\n')
  const wrong = hosts.flatMap((host) => wrongOutputs(outputs.get(host) ?? []).map((what) => `${host} ${what}`))
  if (wrong.length === 0) return
  const said = readFileSync(`${directory}/stderr`, 'utf8').trim().slice(-500)
  throw new Error(`${name}: ${wrong.length} of ${8 * hosts.length} outputs wrong, first ${wrong[0]}; ${said}`)
}

function watchMemory(group: ControlGroup): { stop(): number } {
  let peakKb = 0
  const look = (): void => {
    let privateKb = 0
    let sharedKb = 0
    for (const pid of group.pids()) {
      const [resident = 0, shared = 0] = residentKb(pid)
      privateKb += resident - shared
      sharedKb = Math.max(sharedKb, shared)
    }
    peakKb = Math.max(peakKb, privateKb + sharedKb)
  }
  const timer = setInterval(look, 50)
  return {
    stop() {
      clearInterval(timer)
      look()
      return peakKb
    },
  }
}

/** Resident and, of that, shared with files or others (proc_pid_statm(5)); nothing for a process that just ended. */
function residentKb(pid: number): readonly number[] {
  try {
    return readFileSync(`/proc/${pid}/statm`, 'utf8')
      .split(' ')
      .slice(1, 3)
      .map((pages) => Number(pages) * 4)
  } catch {
    return []
  }
}

/** Of the whole machine since it started, without idle and waiting for disks (proc_stat(5)); its ticks are 10 ms. */
function busyMs(): number {
  const [total = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1)
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = total.split(/ +/).slice(1).map(Number)
  return 10 * (user + nice + system + irq + softirq + steal)
}

function processors(): number {
  return readFileSync('/proc/stat', 'utf8').match(/^cpu\d/gm)?.length ?? 1
}
