import { access } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { oneLine } from '../lib/one-line.ts'
import { quote } from '../lib/quote.ts'
import { redact } from '../lib/redact.ts'
import { checkName } from '../service/name-rules.ts'
import type { HostTarget } from '../service/service.ts'
import { parseProxyCommand } from './proxy-command.ts'
import type { ResolvedHost } from './resolved-host.ts'
import type { SshSettings } from './ssh-config.ts'
import { type Hop, parseProxyJump } from './ssh-config-jump.ts'
import { expandPath, type PathTokens } from './ssh-config-paths.ts'
import { createSshConfig, type SshConfig } from './ssh-config-source.ts'
import { SshError } from './ssh-error.ts'

export interface HostResolverOptions {
  /** services.yml's `ssh.hosts`; wins over ssh's configuration, as command-line options of ssh do. */
  readonly targets: Readonly<Record<string, HostTarget>>
  /** services.yml's `ssh`: for every host that does not say otherwise itself. */
  readonly defaults: Omit<HostTarget, 'name' | 'address' | 'jump'>
  /** Home directory: of `~/` and of `.ssh/config`. */
  readonly home: string
  /** The OpenSSH client; default `ssh` in PATH. */
  readonly sshBinary?: string
  /** Read instead of `~/.ssh/config` and `/etc/ssh/ssh_config`, as ssh's `-F`. */
  readonly configFile?: string
  readonly env: { readonly SSH_AUTH_SOCK?: string; readonly USER?: string }
  /** Hears once of each line of ssh's configuration that had to be skipped. */
  readonly onNote?: (note: string) => void
}

/** Every host that jumps may lead through, and what to say of those that cannot be used. */
interface Context extends HostResolverOptions {
  readonly config: SshConfig
  readonly localUser: string
}

/** ssh_config(5), IdentityFile: the default list. */
const defaultIdentities = ['id_rsa', 'id_ecdsa', 'id_ecdsa_sk', 'id_ed25519', 'id_ed25519_sk', 'id_xmss', 'id_dsa']

/**
 * Resolves names to all that a connection needs, from services.yml, then ssh's configuration, then OpenSSH's defaults.
 * Rejects with `SshError` (`resolve`) for a host that slash503 cannot reach: a ProxyCommand of its own kind, a way in a circle, a key file that
 * is not there, a configuration that ssh refuses.
 */
export function createHostResolver(options: HostResolverOptions): (name: string) => Promise<ResolvedHost> {
  const context = { ...options, config: createSshConfig(options), localUser: localUser(options.env.USER) }
  return (name) => resolveHop({ name }, { context, trail: [] })
}

function localUser(fallback: string | undefined): string {
  try {
    return userInfo().username
  } catch {
    // A user id without a passwd entry, as containers have it.
    return fallback ?? 'root'
  }
}

interface Way {
  readonly context: Context
  /** Names that lead here. */
  readonly trail: readonly string[]
  /** Reached through the host before it in a list of hops: its own jumps do not count. */
  readonly isFollowing?: boolean
}

async function resolveHop(hop: Hop, { context, trail, isFollowing = false }: Way): Promise<ResolvedHost> {
  const { name } = hop
  mustBe('host', name, trail.at(-1) ?? 'a check')
  if (trail.includes(name)) throw circle([...trail, name])
  const target = targetOf(name, context)
  const asked = overridesOf(hop, target, context)
  const settings = await context.config.settingsOf(name, asked)
  const host = hostOf(name, { settings, target, asked, context })
  const identityFiles = await identityFilesOf({ settings, target: ofHop(target, hop), context, host })
  const jump = isFollowing ? [] : await jumpOf(host.resolved, { settings, target, context, trail })
  return { ...host.resolved, identityFiles, jump }
}

function targetOf(name: string, { targets }: Context): Partial<HostTarget> {
  return (Object.hasOwn(targets, name) ? targets[name] : undefined) ?? {}
}

/** The key that a way names for a hop counts as one of services.yml does. */
function ofHop(target: Partial<HostTarget>, { identity }: Hop): Partial<HostTarget> {
  return identity === undefined ? target : { ...target, identity }
}

interface Overrides {
  readonly user?: string
  readonly port?: number
  readonly address?: string
}

/** As on ssh's command line: what a way says of a hop, then services.yml. */
function overridesOf(hop: Hop, target: Partial<HostTarget>, { defaults }: Context): Overrides {
  const user = hop.user ?? target.user ?? defaults.user
  const port = hop.port ?? target.port ?? defaults.port
  if (target.address !== undefined) mustBe('host', target.address, hop.name)
  if (user !== undefined) mustBe('user', user, hop.name)
  return {
    ...(user === undefined ? {} : { user }),
    ...(port === undefined ? {} : { port }),
    ...(target.address === undefined ? {} : { address: target.address }),
  }
}

/** The client gets these as arguments. */
function mustBe(kind: 'host' | 'user', value: string, name: string): void {
  if (checkName(kind, value).kind === 'right') return
  throw new SshError('resolve', `${JSON.stringify(value)} is no ${kind} name, for ${name}`)
}

interface Found {
  readonly resolved: Omit<ResolvedHost, 'identityFiles' | 'jump'>
  readonly tokens: PathTokens
}

function hostOf(
  name: string,
  of: {
    readonly settings: SshSettings
    readonly target: Partial<HostTarget>
    readonly asked: Overrides
    readonly context: Context
  },
): Found {
  const { settings, asked, context } = of
  if (first(settings, 'revokedhostkeys') !== undefined && first(settings, 'revokedhostkeys') !== 'none')
    throw revokedFile(name)
  const address = (asked.address ?? hostName(name, first(settings, 'hostname'))).toLowerCase()
  mustBe('host', address, `HostName of ${name}`)
  const port = asked.port ?? Number(first(settings, 'port') ?? 22)
  const user = asked.user ?? first(settings, 'user') ?? context.localUser
  // readconf.c keeps the alias in lower case, as names are looked up.
  const hostKeyAlias = first(settings, 'hostkeyalias')?.toLowerCase()
  const tokens = { home: context.home, localUser: context.localUser, name, address, port, user, hostKeyAlias }
  const agentSocket = agentOf(settings, tokens, context)
  return {
    tokens,
    resolved: {
      name,
      address,
      port,
      user,
      ...(agentSocket === undefined ? {} : { agentSocket }),
      ...(/^(?:yes|true)$/.test(first(settings, 'identitiesonly') ?? '') ? { identitiesOnly: true } : {}),
      hostKeyName: hostKeyAlias ?? (port === 22 ? address : `[${address}]:${port}`),
      knownHostsFiles: knownHostsOf(of, tokens),
    },
  }
}

/** `%h` is the name itself. */
function hostName(name: string, setting: string | undefined): string {
  return setting?.replace(/%(.)/g, (_, token: string) => (token === 'h' ? name : token)) ?? name
}

function agentOf(settings: SshSettings, tokens: PathTokens, { env }: Context): string | undefined {
  const agent = first(settings, 'identityagent') ?? 'SSH_AUTH_SOCK'
  if (agent === 'SSH_AUTH_SOCK' || agent === '$SSH_AUTH_SOCK') return env.SSH_AUTH_SOCK || undefined
  return expandPath(agent, tokens)
}

function knownHostsOf(
  {
    settings,
    target,
    context,
  }: { readonly settings: SshSettings; readonly target: Partial<HostTarget>; readonly context: Context },
  tokens: PathTokens,
): readonly string[] {
  const own = target.knownHosts ?? context.defaults.knownHosts
  const user = own ?? settings.get('userknownhostsfile')?.[0] ?? ['~/.ssh/known_hosts', '~/.ssh/known_hosts2']
  const global = settings.get('globalknownhostsfile')?.[0] ?? ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2']
  return [...user, ...global].flatMap((path) => expandPath(path, tokens) ?? [])
}

async function identityFilesOf(of: {
  readonly settings: SshSettings
  readonly target: Partial<HostTarget>
  readonly context: Context
  readonly host: Found
}): Promise<readonly string[]> {
  const { settings, target, context, host } = of
  const own = target.identity ?? context.defaults.identity
  if (own !== undefined) {
    // A path of services.yml has `~/` but no tokens: a `%` in it is a `%`.
    const file = expandPath(own.replaceAll('%', '%%'), host.tokens) ?? own
    if (await exists(file)) return [file]
    throw new SshError('resolve', `the key ${own} for ${host.resolved.name} cannot be read`, {
      fix: { text: 'look at the file', command: `ls -l ${quote(own)}`, at: 'here' },
    })
  }
  const listed =
    settings.get('identityfile')?.map((words) => words[0] ?? '') ?? defaultIdentities.map((file) => `~/.ssh/${file}`)
  const files = [...new Set(listed.flatMap((path) => expandPath(path, host.tokens) ?? []))]
  // With the public key alone, the private one may be in the agent.
  const found = await Promise.all(files.map(async (file) => (await exists(file)) || (await exists(`${file}.pub`))))
  return files.filter((_, index) => found[index])
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

async function jumpOf(
  host: Found['resolved'],
  of: {
    readonly settings: SshSettings
    readonly target: Partial<HostTarget>
    readonly context: Context
    readonly trail: readonly string[]
  },
): Promise<readonly ResolvedHost[]> {
  const { settings, target, context } = of
  const trail = [...of.trail, host.name]
  const hops: readonly Hop[] = target.jump?.map((hop) => ({ name: hop })) ?? (await hopsOf(host, settings, context))
  const [nearest, ...rest] = hops
  if (!nearest) return []
  const circular = hops.find((hop) => trail.includes(hop.name))
  if (circular) throw circle([...trail, circular.name])
  const first = await resolveHop(nearest, { context, trail })
  const following = await Promise.all(rest.map((hop) => resolveHop(hop, { context, trail, isFollowing: true })))
  return [...first.jump, { ...first, jump: [] }, ...following]
}

async function hopsOf(host: Found['resolved'], settings: SshSettings, { config }: Context): Promise<readonly Hop[]> {
  const command = first(settings, 'proxycommand')
  if (command !== undefined) {
    const hops = parseProxyCommand(command, host)
    if (hops) return hops
    throw proxyCommand(host.name, command, await config.lineOf('proxycommand', command))
  }
  const jump = first(settings, 'proxyjump')
  const hops = jump === undefined ? [] : parseProxyJump(jump)
  if (!hops) throw new SshError('resolve', `ProxyJump of ${host.name} cannot be read: ${jump}`)
  return hops
}

function first(settings: SshSettings, keyword: string): string | undefined {
  return settings.get(keyword)?.[0]?.[0]
}

function circle(names: readonly string[]): SshError {
  return new SshError('resolve', `the way to ${names[0]} goes in a circle: ${names.join(' → ')}`, {
    fix: `in ~/.ssh/config 'ProxyJump none' for ${names.at(-1)}, or 'jump: []' for it in services.yml`,
  })
}

function proxyCommand(name: string, command: string, line: string | undefined): SshError {
  const written = `${line === undefined ? '' : `${line} `}ProxyCommand ${redact(oneLine(command)).slice(0, 160)}`
  return new SshError('resolve', `ssh reaches ${name} by a ProxyCommand that slash503 does not run: ${written}`, {
    fix: `if it goes through another host, name that in ProxyJump in its place, or as jump under ssh.hosts.${name} in services.yml; if slash503 can go straight to ${name}, say 'jump: []' there`,
  })
}

function revokedFile(name: string): SshError {
  return new SshError('resolve', `RevokedHostKeys is set for ${name}, which slash503 does not read`, {
    fix: 'write the keys as @revoked lines into a known_hosts file',
  })
}
