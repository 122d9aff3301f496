import { spawn } from 'node:child_process'
import { existsSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { runScript, tryCommand } from './command.ts'
import { controlGroups, createControlGroups, removeControlGroups } from './control-groups.ts'
import type { LabHost, Layout } from './hosts.ts'
import { connectHost, disconnectHost, hostNamespace } from './network.ts'
import { labName, rootsDirectory, stateDirectory } from './places.ts'

export interface MachineOptions {
  readonly baseDirectory: string
  readonly layout: Layout
  /** Groups of the `probe` user beside its own. */
  readonly probeGroups: readonly string[]
}

const machineDirectory = (name: string): string => `${stateDirectory}/machines/${name}`
export const ownProcDirectory = `${stateDirectory}/lxcfs`

/** A fresh machine: an own disk over the base image, its role's files, a cable, and systemd up. */
export async function startMachine(host: LabHost, options: MachineOptions): Promise<void> {
  await prepareRoot(host, options)
  await connectHost(host.name)
  await createControlGroups(host)
  boot(host)
  await waitForBoot(host.name)
}

/** Power off at once, as by pulling the plug, and nothing of the machine left. */
export async function stopMachine(name: string): Promise<void> {
  await cutPower(name)
  await disconnectHost(name)
  const directory = machineDirectory(name)
  await runScript(`for mount in root disk; do
      if mountpoint -q ${directory}/$mount; then umount ${directory}/$mount; fi
    done; rm -rf ${directory}`)
}

/** The machine is off; its disk stays. */
export const cutPower = (name: string): Promise<void> => removeControlGroups(name)

/** The first process of a running machine, as this machine numbers it. */
export async function machineLeader(name: string): Promise<number | undefined> {
  const groups = controlGroups(name).map((path) => `${path}/payload/init.scope/cgroup.procs`)
  const file = groups.find((path) => existsSync(path))
  if (file === undefined) return undefined
  const leader = Number((await readFile(file, 'utf8')).split('\n', 1)[0])
  return leader > 0 ? leader : undefined
}

async function prepareRoot(host: LabHost, { baseDirectory, layout, probeGroups }: MachineOptions): Promise<void> {
  const directory = machineDirectory(host.name)
  const root = `${directory}/root`
  const copies = host.roots(layout).map((name) => `cp -r --remove-destination ${rootsDirectory}/${name}/. ${root}/`)
  await runScript(`
    mkdir -p ${directory}/disk ${root}
    truncate -s ${host.diskMb}M ${directory}/disk.img
    mkfs.ext4 -q -N 12000 -O ^has_journal -E lazy_itable_init=1 ${directory}/disk.img
    mount -o loop ${directory}/disk.img ${directory}/disk
    mkdir ${directory}/disk/upper ${directory}/disk/work
    mount -t overlay ${labName} -o lowerdir=${baseDirectory},upperdir=${directory}/disk/upper,workdir=${directory}/disk/work ${root}
    ${copies.join('\n')}
    echo ${host.name} > ${root}/etc/hostname
    printf '127.0.0.1 localhost\\n127.0.1.1 ${host.name}\\n' > ${root}/etc/hosts
    install -m 600 ${stateDirectory}/keys/${host.name} ${root}/etc/ssh/ssh_host_ed25519_key
    install -d -m 700 -o 1000 -g 1000 ${root}/home/probe/.ssh
    install -m 600 -o 1000 -g 1000 ${stateDirectory}/keys/probe.pub ${root}/home/probe/.ssh/authorized_keys
    ${probeGroups.length > 0 ? `chroot ${root} usermod -aG ${probeGroups.join(',')} probe` : ''}
    if [ -d ${root}/srv/shop ]; then
      mkdir -p ${root}/var/lib/shop ${root}/var/log/shop
      chroot ${root} chown shop:shop /var/lib/shop /var/log/shop
      ln -s releases/20260301T091500 ${root}/srv/shop/current
      touch -h -d '12 days ago' ${root}/srv/shop/current ${root}/srv/shop/releases/*
    fi
    systemctl --quiet --root=${root} enable ${host.units(layout).join(' ')}`)
}

function boot(host: LabHost): void {
  const directory = machineDirectory(host.name)
  const log = openSync(`${directory}/console.log`, 'w')
  const nspawn = `systemd-nspawn --quiet --directory=${directory}/root --machine=${host.name} --register=no --keep-unit
    --network-namespace-path=/run/netns/${hostNamespace(host.name)} --capability=CAP_NET_ADMIN --console=pipe --link-journal=no
    --resolv-conf=off --timezone=off --bind=${ownProcDirectory}/proc:/run/own-proc /usr/local/sbin/first-process`
  const groups = controlGroups(host.name).join(' ')
  const script = `for path in ${groups}; do echo $$ > $path/cgroup.procs; done; exec ${nspawn.replaceAll('\n', ' ')}`
  spawn('bash', ['-c', script], { detached: true, stdio: ['ignore', log, log] }).unref()
}

async function waitForBoot(name: string): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(200)) {
    const leader = await machineLeader(name)
    if (leader === undefined) continue
    const { stdout } = await tryCommand(enter(leader, ['systemctl', 'is-system-running']), { timeoutMs: 5_000 })
    if (/^(running|degraded)/.test(stdout)) return
  }
  const console = await readFile(`${machineDirectory(name)}/console.log`, 'utf8')
  throw new Error(`${name} did not boot within 60 s: ${console.slice(-1500)}`)
}

/** A command inside a machine's namespaces, from outside: works whatever state its network and sshd are in. */
export const enter = (leader: number, command: readonly string[]): readonly string[] => [
  'nsenter',
  `--target=${leader}`,
  '--mount',
  '--uts',
  '--ipc',
  '--net',
  '--pid',
  '--cgroup',
  '--root',
  'env',
  '--chdir=/',
  '-i',
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'HOME=/root',
  'LC_ALL=C.UTF-8',
  'TERM=xterm',
  ...command,
]
