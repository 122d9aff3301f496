import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeKey } from '../../support/sshd.ts'
import type { ControlGroup } from './control-group.ts'

/** Hosts to log in to, and the files that every contender is given. */
export interface Fleet {
  readonly kind: 'real' | 'cheap'
  /** Addresses, in the order in which the first N are taken. */
  readonly hosts: readonly string[]
  /** Path of an ssh_config: this key exchange and cipher for all, the peers' own defaults, or over ControlMasters. */
  readonly config: Readonly<Record<Negotiation, string>>
  /** Holds what runs on the hosts. */
  readonly group: ControlGroup
}

export type Negotiation = 'same' | 'default' | 'mux'

const servers = 25
const addressesEach = 16

/** What ssh2 negotiates with OpenSSH, for everybody. */
export const sameAlgorithms = ['KexAlgorithms curve25519-sha256', 'Ciphers aes128-gcm@openssh.com']

export interface FleetOptions {
  readonly directory: string
  readonly port: number
  readonly user: string
  readonly identityFile: string
  readonly group: ControlGroup
}

/** 25 real sshd with a key each, listening on 16 loopback addresses each: one for all would share one queue of 128. */
export async function startSshds(options: FleetOptions): Promise<Fleet> {
  const { directory, port, group } = options
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
  const fleet = Array.from({ length: servers }, (_, server) => {
    const keyFile = makeKey(directory, `host_key_${server}`)
    const addresses = Array.from({ length: addressesEach }, (_, address) => `127.53.${server}.${address + 1}`)
    const config = join(directory, `sshd_config_${server}`)
    writeFileSync(config, sshdConfig({ ...options, addresses, keyFile }))
    group.serve(['/usr/sbin/sshd', '-D', '-f', config])
    return { addresses, keyFile }
  })
  const keyOf = new Map(fleet.flatMap(({ addresses, keyFile }) => addresses.map((address) => [address, keyFile])))
  // Spread over the servers: the first 20 hosts are 20 sshd.
  const hosts = Array.from({ length: addressesEach }, (_, at) => fleet.map(({ addresses }) => addresses[at] ?? ''))
  await Promise.all(fleet.map(({ addresses }) => untilAccepts(addresses[0] ?? '', port)))
  return writeClientFiles('real', { ...options, hosts: hosts.flat(), keyOf: (host) => keyOf.get(host) ?? '' })
}

/** 400 addresses of one server that answers from memory; what it costs is next to nothing, so the client's own limit shows. */
export async function startFarm(
  options: FleetOptions & { readonly binary: string; readonly answers: readonly string[] },
): Promise<Fleet> {
  const { directory, port, group } = options
  const keyFile = makeKey(directory, 'farm_key')
  const answersFile = join(directory, 'farm-answers.json')
  writeFileSync(answersFile, JSON.stringify(options.answers))
  const hosts = Array.from(
    { length: servers * addressesEach },
    (_, at) => `127.54.${Math.floor(at / 250)}.${1 + (at % 250)}`,
  )
  group.serve([options.binary, `:${port}`, keyFile, `${options.identityFile}.pub`, answersFile])
  await untilAccepts(hosts[0] ?? '', port)
  return writeClientFiles('cheap', { ...options, hosts, keyOf: () => keyFile })
}

function writeClientFiles(
  kind: Fleet['kind'],
  of: FleetOptions & { readonly hosts: readonly string[]; readonly keyOf: (host: string) => string },
): Fleet {
  const { directory, port, hosts } = of
  const file = (name: string, lines: readonly string[]): string => {
    const path = join(directory, `${kind}-${name}`)
    writeFileSync(path, `${lines.join('\n')}\n`)
    return path
  }
  const publicKeys = new Map(
    [...new Set(hosts.map(of.keyOf))].map((key) => [key, readFileSync(`${key}.pub`, 'utf8').split(' ', 2).join(' ')]),
  )
  const knownHosts = file(
    'known_hosts',
    hosts.map((host) => `[${host}]:${port} ${publicKeys.get(of.keyOf(host))}`),
  )
  const sockets = join(directory, `${kind}-mux`)
  mkdirSync(sockets, { recursive: true })
  const common = [
    `Port ${port}`,
    `User ${of.user}`,
    `IdentityFile ${of.identityFile}`,
    'IdentitiesOnly yes',
    'IdentityAgent none',
    `UserKnownHostsFile ${knownHosts}`,
    'GlobalKnownHostsFile /dev/null',
    'StrictHostKeyChecking yes',
    'BatchMode yes',
    'LogLevel ERROR',
  ]
  const mux = ['ControlMaster auto', `ControlPath ${sockets}/%h`, 'ControlPersist yes']
  return {
    kind,
    hosts,
    group: of.group,
    config: {
      same: file('ssh_config_same', [...common, ...sameAlgorithms]),
      default: file('ssh_config_default', common),
      mux: file('ssh_config_mux', [...common, ...sameAlgorithms, ...mux]),
    },
  }
}

function sshdConfig(of: FleetOptions & { readonly addresses: readonly string[]; readonly keyFile: string }): string {
  return [
    ...of.addresses.map((address) => `ListenAddress ${address}:${of.port}`),
    `HostKey ${of.keyFile}`,
    `AuthorizedKeysFile ${of.identityFile}.pub`,
    'PidFile none',
    'UsePAM no',
    'StrictModes no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'MaxStartups 1000',
    'LogLevel ERROR',
    'PrintMotd no',
    'PrintLastLog no',
    'UseDNS no',
    '',
  ].join('\n')
}

async function untilAccepts(address: string, port: number): Promise<void> {
  for (const endsAt = Date.now() + 20_000; !(await accepts(address, port)); await sleep(50)) {
    if (Date.now() > endsAt) throw new Error(`Nothing answers at ${address} port ${port} after 20 s`)
  }
}

function accepts(address: string, port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect(port, address)
  socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  return promise.finally(() => socket.destroy())
}
