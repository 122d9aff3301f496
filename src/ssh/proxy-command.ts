import { checkName } from '../service/name-rules.ts'
import { type Hop, parseProxyJump } from './ssh-config-jump.ts'
import { parseSshConfigLine, splitSshWords } from './ssh-config-words.ts'

/** The host that a ProxyCommand is for. */
export interface ProxyTarget {
  readonly user: string
  readonly port: number
}

/** Commands that do no more than connect. sss_ssh_knownhostsproxy looks the host's key up on the way, as ipa-client-install sets it. */
const plainCommands = ['nc', 'ncat', 'netcat', 'nc.openbsd', 'nc.traditional', 'connect']

/** Options of ssh(1) that take a value. */
const withValue = 'BbcDEeFIiJLlmOoPpQRSWw'

/** Options that change neither where a connection goes nor who logs in, once ssh forwards and does nothing else. */
const withoutEffect = 'aACfgkKMnNqsTtvXxYy46'

/**
 * The hosts that a ProxyCommand goes through, nearest first: of `ssh -W %h:%p user@bastion` in all of its forms, also with
 * `nc %h %p` run there. None for what does no more than connect: `nc %h %p`, and sss_ssh_knownhostsproxy, which
 * ipa-client-install writes for every host. Undefined for any other command. Source: ssh(1), ssh_config(5), nc(1).
 */
export function parseProxyCommand(command: string, target: ProxyTarget): readonly Hop[] | undefined {
  const text = command
    .trim()
    .replace(/^exec\s+/, '')
    .replace(/\s+2>\s*\/dev\/null$/, '')
  if (text.toLowerCase() === 'none') return []
  if (/[|&;<>`$()]/.test(text)) return undefined
  const [program = '', ...words] = splitSshWords(text)
  const name = program.replace(/^.*\//, '')
  if (name === 'ssh') return jumpOf(words, target)
  if (name === 'sss_ssh_knownhostsproxy') return isKnownHostsProxy(words) ? [] : undefined
  return plainCommands.includes(name) && isPlainConnection(words, target) ? [] : undefined
}

/** `-p %p %h`, `--port=%p %h`; `-d domain` says where sssd looks the key up, and `--pubkey` asks for nothing else. */
function isKnownHostsProxy(words: readonly string[]): boolean {
  const rest = words.filter(
    (word, at) => !/^(-[pd]|--port|--domain)$/.test(words[at - 1] ?? '') && !word.startsWith('-'),
  )
  return rest.length === 1 && rest[0] === '%h' && !words.some((word) => /^(-k|--pubkey)$/.test(word))
}

/** `nc [-w 5] %h %p`: options that choose a source, a proxy or TLS make another way of it. */
function isPlainConnection(words: readonly string[], { port }: ProxyTarget): boolean {
  const rest: string[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (/^-(w|q|i)$|^--(wait|idle-timeout)$/.test(word)) at++
    else if (!/^-[46nvN]+$|^-[wqi]\d+[smh]?$|^--(wait|idle-timeout)=\S+$/.test(word)) rest.push(word)
  }
  return rest.length === 2 && rest[0] === '%h' && (rest[1] === '%p' || rest[1] === String(port))
}

interface SshCall {
  readonly options: ReadonlyMap<string, readonly string[]>
  readonly destination: string
  readonly command: readonly string[]
}

/** Options may stand behind the destination as well, up to the command. */
function readCall(words: readonly string[]): SshCall | undefined {
  const options = new Map<string, readonly string[]>()
  let destination = ''
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (!word.startsWith('-') || word === '-') {
      if (destination !== '') return { options, destination, command: words.slice(at) }
      destination = word
      continue
    }
    if (word === '--') continue
    for (let index = 1; index < word.length; index++) {
      const letter = word[index] ?? ''
      if (withoutEffect.includes(letter)) continue
      if (!withValue.includes(letter)) return undefined
      const value = word.slice(index + 1) || words[++at]
      if (value === undefined) return undefined
      options.set(letter, [...(options.get(letter) ?? []), value])
      break
    }
  }
  return destination === '' ? undefined : { options, destination, command: [] }
}

function jumpOf(words: readonly string[], target: ProxyTarget): readonly Hop[] | undefined {
  const call = readCall(words)
  if (!call || call.options.has('F') || call.options.has('S') || !leadsToTarget(call, target)) return undefined
  const settings = settingsIn(call.options.get('o') ?? [])
  if (!settings) return undefined
  const option = (letter: string): string | undefined => call.options.get(letter)?.[0]
  const before = parseProxyJump(option('J') ?? settings.get('proxyjump') ?? 'none')
  const { user: userAt, name, port: portAt } = destinationOf(call.destination)
  const user = (option('l') ?? settings.get('user') ?? userAt)?.replace(/^%r$/, () => target.user)
  const port = Number(option('p') ?? settings.get('port') ?? portAt ?? 0)
  const identity = option('i') ?? settings.get('identityfile')
  const isRight =
    checkName('host', name).kind === 'right' &&
    (user === undefined || checkName('user', user).kind === 'right') &&
    Number.isInteger(port) &&
    port >= 0 &&
    port <= 65_535
  if (!before || !isRight) return undefined
  const hop: Hop = {
    name,
    ...(user === undefined ? {} : { user }),
    ...(port === 0 ? {} : { port }),
    ...(identity === undefined ? {} : { identity }),
  }
  return [...before, hop]
}

/** `-W %h:%p`, or a command there that connects: `nc %h %p`, `exec nc -w 10 %h %p`. */
function leadsToTarget({ options, command }: SshCall, target: ProxyTarget): boolean {
  const forward = options.get('W')?.[0]
  if (forward !== undefined) {
    const port = /^(?:%h|\[%h\]):(%p|\d+)$/.exec(forward)?.[1]
    return (port === '%p' || port === String(target.port)) && command.length === 0
  }
  const words = command.flatMap((word) => word.split(/\s+/)).filter((word) => word !== '' && word !== 'exec')
  const name = (words[0] ?? '').replace(/^.*\//, '')
  return plainCommands.includes(name) && isPlainConnection(words.slice(1), target)
}

/** Settings that make another way of it than the host's own name and configuration do. */
const otherWays = ['hostname', 'hostkeyalias', 'identityagent', 'proxycommand']

/** `-o` settings; undefined where one makes another way of it. Trust is what known_hosts says, whatever they say of that. */
function settingsIn(texts: readonly string[]): ReadonlyMap<string, string> | undefined {
  const settings = new Map<string, string>()
  for (const text of texts) {
    const { keyword = '', words = [] } = parseSshConfigLine(text) ?? {}
    if (otherWays.includes(keyword) && words[0]?.toLowerCase() !== 'none') return undefined
    if (!settings.has(keyword)) settings.set(keyword, words[0] ?? '')
  }
  return settings
}

/** 'ops@bastion', 'ssh://ops@bastion:2222'; a colon in a plain destination belongs to an address of IPv6. */
function destinationOf(text: string): { readonly user?: string; readonly name: string; readonly port?: string } {
  const isUri = text.startsWith('ssh://')
  const rest = isUri ? text.slice('ssh://'.length).replace(/\/$/, '') : text
  const at = rest.lastIndexOf('@')
  const user = at < 0 ? {} : { user: rest.slice(0, at) }
  const [, bracketed, name, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(rest.slice(at + 1)) ?? []
  if (!isUri) return { ...user, name: rest.slice(at + 1) }
  return { ...user, name: bracketed ?? name ?? '', ...(port === undefined ? {} : { port }) }
}
