import { redact } from '../lib/redact.ts'
import type { ConfigFacts, ConfigText } from './balancer-config.ts'

/** Facts of HAProxy configuration files: sections start at a keyword of their own, directives follow. Source: configuration.txt. */
export function parseHaproxyConfig(files: readonly ConfigText[]): ConfigFacts {
  const sockets: string[] = []
  const servers: ConfigFacts['servers'][number][] = []
  const healthPaths = new Set<string>()
  const makes503: ConfigFacts['makes503'][number][] = []
  let section = { kind: '', name: '' }
  for (const { file, line } of files.flatMap(({ file, lines }) => lines.map((line) => ({ file, line })))) {
    const words = line.trim().split(/\s+/)
    if (sectionKinds.has(words[0] ?? '')) section = { kind: words[0] ?? '', name: words[1] ?? '' }
    const socket = socketOf(words)
    if (socket) sockets.push(socket)
    if (/^server(-template)?$/.test(words[0] ?? '') && balancing.has(section.kind))
      servers.push(serverOf(words, section.name))
    const path = healthPathOf(words)
    if (path) healthPaths.add(path)
    if (makes(words)) makes503.push({ file, line: redact(line.trim()) })
  }
  return { sockets: [...new Set(sockets)], servers, healthPaths: [...healthPaths], makes503 }
}

const balancing = new Set(['backend', 'listen'])
const sectionKinds = new Set([
  'backend',
  'listen',
  'global',
  'defaults',
  'frontend',
  'peers',
  'resolvers',
  'userlist',
  'mailers',
  'cache',
  'program',
  'ring',
])

/** `stats socket /run/haproxy/admin.sock mode 660`, also `unix@/path`; addresses of other families are no sockets to read. */
function socketOf(words: readonly string[]): string | undefined {
  if (words[0] !== 'stats' || words[1] !== 'socket') return undefined
  const path = (words[2] ?? '').replace(/^unix@/, '').replace(/^"(.*)"$/, '$1')
  return path.startsWith('/') ? path : undefined
}

/** `server app1 10.0.0.11:8000 check`; a template has a count or range before its address. */
function serverOf(words: readonly string[], group: string): ConfigFacts['servers'][number] {
  const at = words[0] === 'server' ? 2 : 3
  return { group, address: words[at] ?? '', flags: redact(words.slice(at + 1).join(' ')) }
}

/** `option httpchk [<method>] <uri> [<version>]` and `http-check send meth GET uri /health`. */
function healthPathOf(words: readonly string[]): string | undefined {
  const isCheck = words[0] === 'option' && words[1] === 'httpchk'
  if (isCheck) return words.slice(2).find((word) => /^(\/|https?:)/.test(word))
  if (words[0] !== 'http-check' || words[1] !== 'send') return undefined
  const at = words.indexOf('uri')
  return at < 0 ? undefined : words[at + 1]
}

/** Rules that answer 503 themselves, and the `monitor fail` that makes a health URL answer 503. */
function makes(words: readonly string[]): boolean {
  if (words[0] === 'monitor') return words[1] === 'fail'
  return words[0] === 'http-request' && /^(deny|tarpit|return)$/.test(words[1] ?? '') && words.includes('503')
}
