import { AppError } from '../lib/app-error.ts'
import { masked } from '../lib/masked.ts'
import type { HostAccess } from '../service/host-access.ts'
import type { HostTarget } from '../service/service.ts'
import type { HostResolverOptions } from './resolve-host.ts'
import { type Hop, parseProxyJump } from './ssh-config-jump.ts'

/** Hosts as configured, reached as the command line says: its user, key and way win for the hosts that it is about. */
export function withAccess<T extends Pick<HostResolverOptions, 'targets'>>(
  options: T,
  access: HostAccess | undefined,
): T {
  if (!access) return options
  const hops = access.jump === undefined ? undefined : readJump(access.jump)
  const targets: Record<string, HostTarget> = Object.assign(Object.create(null), options.targets)
  for (const { name, user, port } of hops ?? []) {
    targets[name] = {
      ...targets[name],
      name,
      ...(user === undefined ? {} : { user }),
      ...(port === undefined ? {} : { port }),
    }
  }
  for (const name of access.hosts) {
    const user = access.users[name] ?? access.user
    targets[name] = {
      ...targets[name],
      name,
      ...(user === undefined ? {} : { user }),
      ...(access.identity === undefined ? {} : { identity: access.identity }),
      ...(hops === undefined ? {} : { jump: hops.map((hop) => hop.name) }),
    }
  }
  return { ...options, targets }
}

function readJump(text: string): readonly Hop[] {
  const hops = parseProxyJump(text)
  if (hops) return hops
  throw new AppError('USAGE', masked`Cannot use "${text}" as --jump: expected [user@]host[:port], or a list of them`)
}
