import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { createKeys, writeServices } from './access.ts'
import { ensureBaseImage } from './base-image.ts'
import { type CommandResult, runScript, tryCommand } from './command.ts'
import { removeControlGroups } from './control-groups.ts'
import { waitForStatus } from './edge.ts'
import { type HostName, hostNames, type LabHost, type Layout, labHosts } from './hosts.ts'
import { enter, type MachineOptions, machineLeader, ownProcDirectory, startMachine, stopMachine } from './machine.ts'
import {
  allNames,
  createNetwork,
  removeNetwork,
  startNameServer,
  stopNameServer,
  useFastLink,
  writeNames,
} from './network.ts'
import { stateDirectory } from './places.ts'
import { startUsers, stopUsers } from './users.ts'

export interface LabOptions {
  readonly layout: Layout
  /** `careful` has the groups a careful administrator grants, `bare` none. */
  readonly probe: 'careful' | 'bare'
}

const optionsFile = `${stateDirectory}/options.json`
const carefulGroups = ['systemd-journal', 'adm', 'haproxy']

/** Whether the lab is up, and how; undefined when it is down. */
export async function labOptions(): Promise<LabOptions | undefined> {
  return existsSync(optionsFile) ? (JSON.parse(await readFile(optionsFile, 'utf8')) as LabOptions) : undefined
}

/** From nothing to five booted machines, served users and a `services.yml`. */
export async function up(options: LabOptions, say: (text: string) => void): Promise<void> {
  if ((await labOptions()) !== undefined)
    throw new Error('The lab is already up: `npm run lab down` first, or `npm run lab rebuild`')
  const baseDirectory = await ensureBaseImage(say)
  await mkdir(ownProcDirectory, { recursive: true })
  await writeFile(`${stateDirectory}/base`, baseDirectory)
  await createKeys()
  await createNetwork()
  await startOwnProc()
  await startMachines(options)
  await waitForStatus([200], 40_000)
}

/** Every machine anew from the base image, the network as at the start: whatever a fault did is gone. */
export async function rebuild(options: LabOptions): Promise<void> {
  await stopUsers()
  await useFastLink()
  await Promise.all(hostNames.map(stopMachine))
  await stopNameServer()
  await writeNames(allNames())
  await startNameServer()
  await startMachines(options)
  await waitForStatus([200], 40_000)
}

/** Leaves nothing but the cached base image. */
export async function down(): Promise<void> {
  await stopUsers()
  await Promise.all(hostNames.map(stopMachine))
  await removeControlGroups()
  if (existsSync(stateDirectory)) await removeNetwork()
  await stopOwnProc()
  await rm(stateDirectory, { recursive: true, force: true })
}

/** A bash script as root inside a machine; throws unless it ends with 0. */
export async function onHost(name: HostName, script: string, timeoutMs = 60_000): Promise<string> {
  const { exitCode, stdout, stderr } = await tryOnHost(name, script, timeoutMs)
  if (exitCode !== 0) throw new Error(`on ${name}: exit ${exitCode}: ${(stderr || stdout).trim().slice(-1000)}`)
  return stdout
}

/** The same, whatever its exit code. */
export async function tryOnHost(name: HostName, script: string, timeoutMs = 60_000): Promise<CommandResult> {
  const leader = await machineLeader(name)
  if (leader === undefined) return { exitCode: 255, stdout: '', stderr: `${name} is off` }
  return tryCommand(enter(leader, ['bash', '-euo', 'pipefail', '-s']), { input: script, timeoutMs })
}

async function startMachines(options: LabOptions): Promise<void> {
  const machine: MachineOptions = {
    baseDirectory: await readFile(`${stateDirectory}/base`, 'utf8'),
    layout: options.layout,
    probeGroups: options.probe === 'careful' ? carefulGroups : [],
  }
  await writeFile(optionsFile, JSON.stringify(options))
  await writeServices({ layout: options.layout, databasePort: 5432 })
  const start = (host: LabHost): Promise<void> => startMachine(host, machine)
  const needed = labHosts.filter((host) => host.name === 'db1' || host.name === 'cache1')
  await Promise.all(needed.map(start))
  await Promise.all(labHosts.filter((host) => !needed.includes(host)).map(start))
  await startUsers(5)
}

/** lxcfs shows each machine its own memory, load and CPU instead of this machine's. */
async function startOwnProc(): Promise<void> {
  const pidFile = `${stateDirectory}/lxcfs.pid`
  await runScript(
    `setsid lxcfs --enable-loadavg --foreground --pidfile=${pidFile} ${ownProcDirectory} > ${stateDirectory}/lxcfs.log 2>&1 < /dev/null &`,
  )
  for (let attempt = 0; attempt < 50 && !existsSync(`${ownProcDirectory}/proc/meminfo`); attempt++) await sleep(100)
}

const stopOwnProc = (): Promise<string> =>
  runScript(`if mountpoint -q ${ownProcDirectory}; then umount -l ${ownProcDirectory}; fi
    if [ -s ${stateDirectory}/lxcfs.pid ]; then kill $(cat ${stateDirectory}/lxcfs.pid) 2>/dev/null || true; fi`)
