import { redact } from '../lib/redact.ts'
import type { ConfigFacts, ConfigText, MakingLine } from './config-text.ts'
import { parseHaproxyLines } from './haproxy-lines.ts'
import { haproxyRoutes } from './haproxy-routes.ts'
import { type HaproxySection, haproxySections, proxyKinds } from './haproxy-sections.ts'

/**
 * Facts of HAProxy configuration files: sections start at a keyword of their own, directives follow; `defaults` hold for the
 * proxies after them, or for those that name them with `from`. Source: configuration.txt, 2 and 4.
 */
export function parseHaproxyConfig(files: readonly ConfigText[]): ConfigFacts {
  const sections = haproxySections(parseHaproxyLines(files))
  const proxies = sections.filter(isProxy)
  const sockets = sections.flatMap(({ lines }) => lines.flatMap(({ words }) => socketOf(words) ?? []))
  const backends = proxies.filter(({ kind }) => kind !== 'frontend')
  const routes = haproxyRoutes(proxies)
  return {
    sockets: [...new Set(sockets)],
    servers: backends.flatMap(serversOf),
    healthPaths: [...new Set(backends.flatMap(healthPathsOf))],
    makes503: proxies.flatMap((section) => makingLines(section, routes.within(section))),
    routes: routes.byName,
  }
}

/** Sections of `mode log` balance log lines, which nobody waits for (2.9). */
function isProxy({ kind, lines }: HaproxySection): boolean {
  if (!proxyKinds.includes(kind)) return false
  return lines.findLast(({ words }) => words[0] === 'mode')?.words[1] !== 'log'
}

/** `stats socket /run/haproxy/admin.sock mode 660`, also `unix@/path`; addresses of other families are no sockets to read. */
function socketOf(words: readonly string[]): string | undefined {
  if (words[0] !== 'stats' || words[1] !== 'socket') return undefined
  const path = (words[2] ?? '').replace(/^unix@/, '')
  return path.startsWith('/') ? path : undefined
}

/** `server app1 10.0.0.11:8000 check`; a template has a count or range before its address. `default-server` is what follows it begins with. */
/** More words than a `default-server` has; each server begins with them. */
const defaultWords = 100

function serversOf({ name, lines }: HaproxySection): ConfigFacts['servers'] {
  let defaults: readonly string[] = []
  return lines.flatMap(({ words }) => {
    if (words[0] === 'default-server') defaults = [...defaults, ...words.slice(1)].slice(0, defaultWords)
    if (!/^server(-template)?$/.test(words[0] ?? '')) return []
    const at = words[0] === 'server' ? 2 : 3
    const flags = redact(settled([...defaults, ...words.slice(at + 1)]).join(' '))
    return [{ group: name, address: addressOf(words[at] ?? ''), flags }]
  })
}

/** Words that take back what stands before them. Source: configuration.txt, 5.2. */
const takesBack: Readonly<Record<string, string>> = { enabled: 'disabled', disabled: 'enabled' }

function settled(words: readonly string[]): readonly string[] {
  const kept: string[] = []
  for (const word of words) {
    const taken = takesBack[word] ?? (word.startsWith('no-') ? word.slice(3) : undefined)
    const at = taken === undefined ? -1 : kept.lastIndexOf(taken)
    if (at >= 0) kept.splice(at, 1)
    if (at < 0 || word === 'disabled') kept.push(word)
  }
  return kept
}

/** 'ipv4@10.0.0.1:80' → '10.0.0.1:80'; '/run/x.sock' and 'unix@/run/x.sock' → 'unix:/run/x.sock'. Source: configuration.txt, 11. */
function addressOf(word: string): string {
  const address = word.replace(/^(?:stream\+)?(?:ipv[46]|tcp[46]?|quic[46]?)@/, '')
  const path = /^(?:unix@)?(\/.*)$/.exec(address)?.[1]
  return path === undefined ? address : `unix:${path}`
}

/** `option httpchk [<method>] <uri> [<version>]` and `http-check send meth GET uri /health`, which says it instead. */
function healthPathsOf({ lines }: HaproxySection): readonly string[] {
  const sent = lines.filter(({ words }) => words[0] === 'http-check' && words[1] === 'send')
  const uris = sent.flatMap(({ words }) => (words.includes('uri') ? [words[words.indexOf('uri') + 1] ?? ''] : []))
  const option = lines.findLast(({ words }) => words[0] === 'option' && words[1] === 'httpchk')
  const asked = option?.words.slice(2).find((word) => /^(\/|https?:)/.test(word))
  return uris.length > 0 || asked === undefined ? uris : [asked]
}

function makingLines({ lines, inherited }: HaproxySection, within: MakingLine['within']): readonly MakingLine[] {
  return lines
    .slice(inherited)
    .filter(({ words }) => makes(words))
    .map(({ file, words }) => ({ file, line: redact(words.join(' ')), ...(within ? { within } : {}) }))
}

/** Rules that answer 503 themselves, and the `monitor fail` that makes a health URL answer 503. */
function makes(words: readonly string[]): boolean {
  if (words[0] === 'monitor') return words[1] === 'fail'
  const isStatus = words.some((word, at) => word === '503' && /^(deny_)?status$/.test(words[at - 1] ?? ''))
  return words[0] === 'http-request' && /^(deny|tarpit|return)$/.test(words[1] ?? '') && isStatus
}
