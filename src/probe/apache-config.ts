import { redact } from '../lib/redact.ts'
import { type ApacheLine, parseApacheLines } from './apache-lines.ts'
import { type ConfigFacts, type ConfigRoute, type ConfigText, type MakingLine, uniqueOf } from './config-text.ts'

/**
 * Facts of Apache httpd's configuration files: `BalancerMember` in its `<Proxy balancer://…>`, a literal address in
 * `ProxyPass`, `RewriteRule … [P]` or `SetHandler "proxy:…"` as a group of one, the paths of checks, and rules that answer
 * 503. Directives are not case-sensitive. Source: mod_proxy, mod_proxy_hcheck, mod_rewrite, mod_alias.
 */
export function parseApacheConfig(files: readonly ConfigText[]): ConfigFacts {
  const servers: ConfigFacts['servers'][number][] = []
  const makes503: MakingLine[] = []
  const healthPaths = new Set<string>()
  const routes: OpenRoute[] = []
  let group = ''
  let route: OpenRoute | undefined
  for (const { file, words, name } of parseApacheLines(files)) {
    if (name === 'proxy') group = balancerOf(words[1]) ?? ''
    else if (name === '/proxy') group = ''
    else if (name === 'virtualhost') routes.push((route = { names: [], leadsTo: [] }))
    else if (name === '/virtualhost') route = undefined
    else if (/^server(name|alias)$/.test(name)) route?.names.push(...words.slice(1).map(nameOf))
    const server = serverOf({ name, words }, group)
    if (server) servers.push(server)
    const target = directives[name] === undefined ? undefined : words.slice(1).map(balancerOf).find(Boolean)
    const leadsTo = target ?? (name === 'balancermember' ? undefined : server?.address)
    if (leadsTo !== undefined && route && !route.leadsTo.includes(leadsTo)) route.leadsTo.push(leadsTo)
    const path = healthPathOf(name, words)
    if (path !== undefined) healthPaths.add(path)
    if (makes(name, words)) makes503.push({ file, line: redact(words.join(' ')), ...(route ? { within: route } : {}) })
  }
  return { sockets: [], servers: uniqueOf(servers), healthPaths: [...healthPaths], makes503, routes }
}

interface OpenRoute extends ConfigRoute {
  readonly names: string[]
  readonly leadsTo: string[]
}

/** Directives that name a server, in lower case and as they are written. */
const directives: Readonly<Record<string, string>> = {
  balancermember: 'BalancerMember',
  proxypass: 'ProxyPass',
  proxypassmatch: 'ProxyPassMatch',
  sethandler: 'SetHandler',
  rewriterule: 'RewriteRule',
}

/** The default ports of mod_proxy's schemes; those of WebSockets and HTTP/2 are those of HTTP. */
const defaultPorts: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  ws: 80,
  wss: 443,
  h2: 443,
  h2c: 80,
  ajp: 8009,
  fcgi: 8000,
  scgi: 4000,
  uwsgi: 3031,
}

function serverOf(
  { name, words }: Pick<ApacheLine, 'name' | 'words'>,
  group: string,
): ConfigFacts['servers'][number] | undefined {
  const directive = directives[name]
  if (directive === undefined) return undefined
  if (name === 'rewriterule' && !hasFlag(words, /^(P|proxy)$/i)) return undefined
  const rest = words.slice(name === 'rewriterule' ? 2 : 1)
  const at = rest.findIndex((word) => addressOf(word) !== undefined)
  const address = addressOf(rest[at] ?? '')
  if (address === undefined) return undefined
  const isMember = name === 'balancermember'
  const named = isMember ? balancerOf(words[1]) : undefined
  const flags = isMember ? rest.slice(at + 1).join(' ') : ''
  return { group: named ?? (isMember ? group : directive), address, flags: redact(flags) }
}

/** 'balancer://shop/' → 'shop'. */
function balancerOf(word = ''): string | undefined {
  return /^balancer:\/\/([^/>\s]+)/i.exec(word)?.[1]
}

/** 'https://shop.example:443' → 'shop.example'. */
function nameOf(word: string): string {
  return word.replace(/^[a-z]+:\/\//i, '').replace(/:\d+$/, '')
}

/**
 * 'http://10.0.0.11:3000/x' → '10.0.0.11:3000'; 'unix:/run/x.sock|fcgi://localhost' → 'unix:/run/x.sock'; none for a balancer
 * and for what is known only when a request comes, as 'http://%{HTTP_HOST}' and 'http://$1'.
 */
function addressOf(word: string): string | undefined {
  const target = word.replace(/^proxy:/i, '')
  const socket = /^unix:([^|]+)/i.exec(target)?.[1]
  if (socket !== undefined) return socket.includes('${') ? undefined : `unix:${socket}`
  const match = /^([a-z0-9]+):\/\/([^/?\s]+)/i.exec(target)
  const scheme = match?.[1]?.toLowerCase() ?? ''
  if (defaultPorts[scheme] === undefined) return undefined
  // A group of the pattern right behind the address is a path: 'http://10.0.0.1:81$1'.
  const [, host, port] = /^(\[[^\]]+\]|[^:$%{}@]+)(?::(\d+)(?:\$\d.*)?)?$/.exec(match?.[2] ?? '') ?? []
  return host === undefined ? undefined : `${host}:${port ?? defaultPorts[scheme]}`
}

/**
 * What a check asks for: `hcuri` behind the path of the member's own address, where a method of HTTP is given on the line or
 * by a template. Source: mod_proxy_hcheck.
 */
function healthPathOf(name: string, words: readonly string[]): string | undefined {
  if (!/^(?:balancermember|proxyhctemplate|proxyset)$/.test(name)) return undefined
  const valueOf = (key: RegExp): string | undefined => words.find((word) => key.test(word))?.replace(/^[^=]*=/, '')
  const uri = valueOf(/^hcuri=/i)
  const isAsked = /^(?:GET|HEAD|OPTIONS)/i.test(valueOf(/^hcmethod=/i) ?? '') || valueOf(/^hctemplate=/i) !== undefined
  if (uri === undefined || !isAsked) return undefined
  const own = words.map((word) => /^[a-z0-9]+:\/\/[^/\s]+(\/\S*)$/i.exec(word)?.[1]).find((path) => path !== undefined)
  return `${(own ?? '').replace(/\/$/, '')}${uri}`
}

/** `RewriteRule … [R=503,L]`, `Redirect 503 /`, `RedirectMatch 503 …`. */
function makes(name: string, words: readonly string[]): boolean {
  if (name === 'rewriterule') return hasFlag(words, /^(R|redirect)=503$/i)
  return /^redirect(match)?$/.test(name) && words[1] === '503'
}

/** Flags of a rule stand in brackets behind its target. */
function hasFlag(words: readonly string[], flag: RegExp): boolean {
  const flags = words.slice(3).join('')
  return (
    flags.startsWith('[') &&
    flags
      .slice(1, -1)
      .split(',')
      .some((each) => flag.test(each.trim()))
  )
}
