import { redact } from '../lib/redact.ts'
import type { ConfigFacts, ConfigText } from './balancer-config.ts'

/**
 * Facts of nginx configuration files. `server` with an address stands only in an `upstream` block; a literal address in
 * `proxy_pass` and its kin is a group of one server, named after the directive.
 */
export function parseNginxConfig(files: readonly ConfigText[]): ConfigFacts {
  const directives = files.flatMap(directivesOf)
  const upstreams = new Set(directives.map((directive) => directive.upstream))
  const servers = directives.flatMap(({ words, upstream }) => {
    if (words[0] === 'server' && words[1] && upstream !== '') {
      return [{ group: upstream, address: words[1], flags: words.slice(2).join(' ') }]
    }
    const address = passedTo(words)
    return address && !upstreams.has(address) ? [{ group: words[0] ?? '', address, flags: '' }] : []
  })
  const limits = directives
    .map(({ words }) => words)
    .filter((words) => /^limit_(req|conn)_status$/.test(words[0] ?? ''))
  const makes503 = directives
    .filter(({ words }) => makes(words, limits))
    .map(({ file, words }) => ({ file, line: redact(words.join(' ')) }))
  return { sockets: [], servers: uniqueOf(servers), healthPaths: [], makes503 }
}

interface Directive {
  readonly file: string
  readonly words: readonly string[]
  /** Name of the `upstream` block it stands in; empty outside. */
  readonly upstream: string
}

/** Directives end in `;`, blocks open with `{`; comments reach to the end of the line. */
function directivesOf({ file, lines }: ConfigText): readonly Directive[] {
  const text = lines.map((line) => line.replace(/(^|\s)#.*$/, '')).join('\n')
  const found: Directive[] = []
  let upstream = ''
  for (const match of text.matchAll(/([^;{}]*)([;{}])/g)) {
    const words = (match[1] ?? '').trim().split(/\s+/)
    if (match[2] === '{') upstream = words[0] === 'upstream' ? (words[1] ?? '') : ''
    else if (match[2] === '}') upstream = ''
    else found.push({ file, words, upstream })
  }
  return found
}

function passedTo(words: readonly string[]): string | undefined {
  if (!/^(proxy|fastcgi|uwsgi|grpc)_pass$/.test(words[0] ?? '')) return undefined
  const target = (words[1] ?? '').replace(/^[a-z]+:\/\//, '')
  return target.includes('$') ? undefined : /^(unix:[^\s:]+|\[[^\]]+\](?::\d+)?|[^/\s]+)/.exec(target)?.[1]
}

/** `limit_req` and `limit_conn` answer 503 unless their status directive says otherwise. Source: ngx_http_limit_req_module. */
function makes(words: readonly string[], limits: readonly (readonly string[])[]): boolean {
  if (words[0] === 'return') return words[1] === '503'
  const limit = /^limit_(req|conn)$/.exec(words[0] ?? '')
  if (!limit) return false
  const statuses = limits.filter((other) => other[0] === `${words[0]}_status`)
  return statuses.length === 0 || statuses.some((other) => other[1] === '503')
}

function uniqueOf<T>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()]
}
