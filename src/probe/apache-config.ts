import { redact } from '../lib/redact.ts'
import type { ConfigFacts, ConfigText } from './balancer-config.ts'

/**
 * Facts of Apache httpd's configuration files: `BalancerMember` in its `<Proxy balancer://…>`, a literal address in
 * `ProxyPass` or `SetHandler "proxy:…"` as a group of one, and rules that answer 503. Source: mod_proxy, mod_rewrite, mod_alias.
 */
export function parseApacheConfig(files: readonly ConfigText[]): ConfigFacts {
  const lines = files.flatMap(({ file, lines }) => lines.map((line) => ({ file, words: wordsOf(line) })))
  let group = ''
  const servers = lines.flatMap(({ words }) => {
    group = groupAfter(words, group)
    return serverOf(words, group)
  })
  const makes503 = lines
    .filter(({ words }) => makes(words))
    .map(({ file, words }) => ({ file, line: redact(words.join(' ')) }))
  return { sockets: [], servers: uniqueOf(servers), healthPaths: [], makes503 }
}

const defaultPorts: Readonly<Record<string, number>> = { http: 80, https: 443, ajp: 8009, fcgi: 8000, uwsgi: 3031 }

function wordsOf(line: string): readonly string[] {
  return (
    line
      .trim()
      .match(/"[^"]*"|\S+/g)
      ?.map((word) => word.replace(/^"(.*)"$/, '$1')) ?? []
  )
}

/** `<Proxy balancer://shop>` names the group of what follows, until its end. */
function groupAfter(words: readonly string[], group: string): string {
  if (words[0] === '</Proxy>') return ''
  return words[0] === '<Proxy' ? (/^balancer:\/\/([^/>]+)/.exec(words[1] ?? '')?.[1] ?? '') : group
}

function serverOf(words: readonly string[], group: string): ConfigFacts['servers'] {
  const [directive = '', ...rest] = words
  if (!/^(BalancerMember|ProxyPass|ProxyPassMatch|SetHandler)$/i.test(directive)) return []
  const at = rest.findIndex((word) => addressOf(word) !== undefined)
  const address = addressOf(rest[at] ?? '')
  if (address === undefined) return []
  const isMember = directive.toLowerCase() === 'balancermember'
  const flags = isMember ? rest.slice(at + 1).join(' ') : ''
  return [{ group: isMember ? group : directive, address, flags: redact(flags) }]
}

/** 'http://10.0.0.11:3000/x' → '10.0.0.11:3000'; 'unix:/run/x.sock|fcgi://localhost' → 'unix:/run/x.sock'; 'balancer://…' → none. */
function addressOf(word: string): string | undefined {
  const target = word.replace(/^proxy:/, '')
  const socket = /^unix:([^|]+)/.exec(target)?.[1]
  if (socket !== undefined) return `unix:${socket}`
  const [, scheme = '', host, port] = /^(https?|ajp|fcgi|uwsgi):\/\/(\[[^\]]+\]|[^:/\s]+)(?::(\d+))?/.exec(target) ?? []
  return host === undefined || host.includes('$') ? undefined : `${host}:${port ?? defaultPorts[scheme] ?? 80}`
}

/** `RewriteRule … [R=503,L]`, `Redirect 503 /`, `RedirectMatch 503 …`. */
function makes(words: readonly string[]): boolean {
  if (/^RewriteRule$/i.test(words[0] ?? '')) return /[[,]R=503[\],]/i.test(words.at(-1) ?? '')
  return /^Redirect(Match)?$/i.test(words[0] ?? '') && words[1] === '503'
}

function uniqueOf<T>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()]
}
