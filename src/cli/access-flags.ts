import { AppError } from '../lib/app-error.ts'
import { masked } from '../lib/masked.ts'
import type { Checked } from '../service/checked.ts'
import { expandHosts } from '../service/expand-hosts.ts'
import type { HostAccess } from '../service/host-access.ts'
import { checkName } from '../service/name-rules.ts'

/** Flags that say how hosts are reached, as typed. */
export interface AccessFlags {
  readonly user?: string
  readonly identity?: string
  readonly jump?: string
}

/** A host or range as typed: 'probe@app[01-04]' → its user and its names. Throws `USAGE` for what is none. */
export function splitHost(typed: string): { readonly user?: string; readonly pattern: string } {
  const at = typed.lastIndexOf('@')
  if (at === -1) return { pattern: typed }
  const user = mustBe(checkName('user', typed.slice(0, at)), { typed, flag: '--host' })
  return { user, pattern: typed.slice(at + 1) }
}

/** The names that hosts and ranges as typed stand for, each once. Throws `USAGE` for what is none. */
export function namesOf(typed: readonly string[]): readonly string[] {
  return [
    ...new Set(typed.flatMap((host) => mustBe(expandHosts(splitHost(host).pattern), { typed: host, flag: 'a host' }))),
  ]
}

/** How `hosts` are reached by the flags and by 'user@' before a host; undefined where nothing was said. Throws `USAGE`. */
export function readAccess(
  flags: AccessFlags,
  { hosts, typed = [] }: { readonly hosts: readonly string[]; readonly typed?: readonly string[] },
): HostAccess | undefined {
  const { identity, jump } = flags
  const user =
    flags.user === undefined ? undefined : mustBe(checkName('user', flags.user), { typed: flags.user, flag: '--user' })
  const users = Object.fromEntries(typed.flatMap((host) => usersOf(host)))
  const isSaid = user !== undefined || identity !== undefined || jump !== undefined || Object.keys(users).length > 0
  if (!isSaid) return undefined
  return {
    hosts,
    users,
    ...(user === undefined ? {} : { user }),
    ...(identity === undefined ? {} : { identity }),
    ...(jump === undefined ? {} : { jump }),
  }
}

function usersOf(typed: string): readonly (readonly [name: string, user: string])[] {
  const { user } = splitHost(typed)
  return user === undefined ? [] : namesOf([typed]).map((name) => [name, user] as const)
}

function mustBe<T>(checked: Checked<T>, { typed, flag }: { readonly typed: string; readonly flag: string }): T {
  if (checked.kind === 'right') return checked.value
  throw new AppError('USAGE', masked`Cannot use "${typed}" as ${flag}: expected ${checked.expected}`)
}
