import { createExecute } from './create-execute.ts'
import type { Engine } from './run/engine.ts'
import { createSsh } from './ssh/create-ssh.ts'
import { createKnownHosts } from './ssh/known-hosts.ts'
import { createLocal } from './ssh/local.ts'
import { createHostResolver, type HostResolverOptions } from './ssh/resolve-host.ts'

export interface EngineOptions extends HostResolverOptions {
  /** The passphrase of key files that have one; agents need none. */
  readonly passphrase?: string | undefined
}

/** Joins SSH, this machine and direct connections; nothing is connected until it is needed. */
export function openEngine({ passphrase, ...hosts }: EngineOptions): Engine {
  const resolveHost = createHostResolver(hosts)
  const addresses = new Map<string, string>()
  const resolve = async (name: string) => {
    const resolved = await resolveHost(name)
    addresses.set(name, resolved.address)
    return resolved
  }
  const ssh = createSsh({
    resolve,
    hostKeys: createKnownHosts(),
    ...(passphrase === undefined ? {} : { passphrase: () => Promise.resolve(passphrase) }),
  })
  const execute = createExecute({ ssh, local: createLocal(), hostAddress: (name) => addresses.get(name) })
  return { execute, close: () => ssh.close() }
}
