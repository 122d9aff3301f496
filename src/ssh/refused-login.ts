import type { Fix } from '../probe/unseen.ts'
import { type CommandWord, commandLine, commandWord, figureWord, textWord } from '../service/command-word.ts'
import { unlockFix } from './locked-key.ts'
import type { ResolvedHost } from './resolved-host.ts'
import { SshError } from './ssh-error.ts'

/** A key that was offered and refused. */
export interface TriedKey {
  /** '~/.ssh/id_ed25519 (ssh-ed25519 SHA256:…)'. */
  readonly label: string
  /** The private key's file; absent for a key of the agent. */
  readonly file?: string
  /** As a line of authorized_keys, without its comment. */
  readonly line: string
}

/** How a login went. */
export interface RefusedLogin {
  readonly tried: readonly TriedKey[]
  /** Keys that could not be offered, each with why. */
  readonly unusable: readonly string[]
  /** Methods that the server said can continue (RFC 4252, 5.1); undefined where it was not asked. */
  readonly offered: readonly string[] | undefined
  /** A key was accepted, and the server wants something more. */
  readonly isPartial: boolean
  /** Certificates that lie beside the keys. */
  readonly certificates: readonly string[]
}

/** What can be told of a server's methods: its words go no further. Sources: RFC 4252, 4256, 4462. */
const methods = ['publickey', 'password', 'keyboard-interactive', 'hostbased', 'gssapi-with-mic', 'gssapi-keyex']
/** Keys that are named; more would push the rest out of the line. */
const toldKeys = 2

/** The error once every key was refused: whom and what was offered, what the server would take, and what to do. */
export function refusedLogin(host: ResolvedHost, login: RefusedLogin): SshError {
  const { tried, unusable, isPartial } = login
  const offers = methods.filter((method) => login.offered?.includes(method))
  const rest = unusable.length > 0 ? `; not usable: ${unusable.join(', ')}` : ''
  const who = `${host.user} on ${host.address}`
  if (tried.length === 0) {
    const takes = offers.length === 0 ? '' : `; the server offers ${offers.join(', ')}`
    return new SshError('no-key', `no key to log in with as ${who}${takes}${rest}`, {
      fix: unlockFix(unusable) ?? nameKey,
    })
  }
  const more = tried.length > toldKeys ? ` and ${tried.length - toldKeys} more` : ''
  const keys = `${tried
    .slice(0, toldKeys)
    .map(({ label }) => label)
    .join(', ')}${more}`
  if (isPartial) {
    return new SshError(
      'auth',
      `${who} was let in halfway with ${keys}; the server wants ${list(offers)} as well${rest}`,
      {
        fix: `slash503 logs in with a key alone: in sshd_config on ${host.name}, under Match User ${host.user}, AuthenticationMethods publickey`,
      },
    )
  }
  const still = login.offered === undefined ? '' : `; the server still offers ${list(offers)}`
  return new SshError('auth', `${who} was not let in with ${keys}${still}${rest}`, {
    fix: unlockFix(unusable) ?? fixFor(host, login, offers),
  })
}

const nameKey =
  'name a key (ssh: identity: ~/.ssh/id_ed25519), load one into the agent (ssh-add), or set IdentityFile in ~/.ssh/config'

const list = (offers: readonly string[]): string => (offers.length === 0 ? 'nothing else' : offers.join(', '))

function fixFor(host: ResolvedHost, { tried, offered, certificates }: RefusedLogin, offers: readonly string[]): Fix {
  const other = 'or name the right account as ssh: user: in services.yml'
  if (offered !== undefined && !offers.includes('publickey')) {
    return `${host.name} takes no keys from ${host.user}: allow them in its sshd_config (PubkeyAuthentication, AuthenticationMethods), ${other}`
  }
  const certificate = certificates[0]
  const beside =
    certificate === undefined
      ? ''
      : ` (${certificate} is a certificate, which slash503 does not use: the key alone has to do)`
  const byPassword = offers.some((method) => method === 'password' || method === 'keyboard-interactive')
  const [key] = tried
  return byPassword
    ? {
        text: `let the key in with the password of ${host.user}${beside}, ${other}`,
        command: copyKey(host, key),
        at: 'here',
      }
    : {
        text: `let the key in as somebody who may log in there: add its line to ~${host.user}/.ssh/authorized_keys${beside}, ${other}`,
        command: addLine(host, key),
        at: 'here',
      }
}

/** Without `-i` it takes what the agent holds. */
function copyKey(host: ResolvedHost, key: TriedKey | undefined): string | undefined {
  const identity = key?.file === undefined ? '' : commandLine`-i ${textWord(`${key.file}.pub`)} `
  const target = targetOf(host)
  if (identity === undefined || target === undefined) return undefined
  return `ssh-copy-id ${identity}${target}`
}

function addLine(host: ResolvedHost, key: TriedKey | undefined): string | undefined {
  const user = commandWord('user', host.user)
  const line = key === undefined || !/^[\w@.-]+ [\w+/=]+$/.test(key.line) ? undefined : key.line
  // Quotes would keep the shell from finding the home directory.
  if (user === undefined || user.quoted !== host.user || line === undefined) return undefined
  const remote = textWord(`echo "${line}" | sudo tee -a ~${host.user}/.ssh/authorized_keys`)
  return commandLine`ssh -t ${commandWord('host', host.name)} ${remote}`
}

/** `-p 2222 -o ProxyJump=bastion probe@10.0.0.11` */
function targetOf(host: ResolvedHost): string | undefined {
  const port = host.port === 22 ? '' : commandLine`-p ${figureWord(host.port)} `
  const jump = host.jump.length === 0 ? '' : commandLine`-o ProxyJump=${jumpsOf(host)} `
  const at = commandLine`${commandWord('user', host.user)}@${commandWord('host', host.address)}`
  return port === undefined || jump === undefined || at === undefined ? undefined : `${port}${jump}${at}`
}

function jumpsOf(host: ResolvedHost): CommandWord | undefined {
  const words = host.jump.map((each) => commandWord('host', each.name)?.quoted)
  return words.includes(undefined) ? undefined : { quoted: words.join(',') }
}
