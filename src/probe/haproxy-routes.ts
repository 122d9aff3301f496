import type { ConfigRoute } from './config-text.ts'
import type { HaproxyLine } from './haproxy-lines.ts'
import type { HaproxySection } from './haproxy-sections.ts'

/** Which names frontends lead to which backends, and what a line within a section is a part of. */
export interface HaproxyRoutes {
  readonly byName: readonly ConfigRoute[]
  readonly within: (section: HaproxySection) => ConfigRoute | undefined
}

/**
 * Rules of `use_backend` by `hdr(host)` and its kin, `default_backend` for all other names. Where one frontend looks its
 * backends up in a map, no more is told of any. Source: configuration.txt, 7.
 */
export function haproxyRoutes(proxies: readonly HaproxySection[]): HaproxyRoutes {
  const entrances = proxies.filter(({ kind }) => kind !== 'backend')
  const routes = new Map(entrances.map((section) => [section, routesOf(section)]))
  const isTold = entrances.every(({ lines }) => !lines.some(isLookedUp))
  return {
    byName: isTold ? [...routes.values()].flat() : [],
    within: (section) => {
      if (section.kind === 'backend') return { names: [], leadsTo: [section.name] }
      const leadsTo = routes.get(section)?.flatMap((route) => route.leadsTo) ?? []
      return leadsTo.length === 0 ? undefined : { names: [], leadsTo: [...new Set(leadsTo)] }
    },
  }
}

function routesOf({ kind, name, lines }: HaproxySection): readonly ConfigRoute[] {
  const acls = aclsOf(lines.map(({ words }) => words))
  const uses = lines.map(({ words }) => words).filter((words) => words[0] === 'use_backend')
  const chosen = uses.map((words) => ({
    names: namesOf(words.slice(2), acls),
    leadsTo: [words[1] ?? ''],
    called: name,
  }))
  const other =
    lines.findLast(({ words }) => words[0] === 'default_backend')?.words[1] ?? (kind === 'listen' ? name : '')
  return [...chosen, ...(other === '' ? [] : [{ names: ['_'], leadsTo: [other], called: name }])]
}

/** 'use_backend %[req.hdr(host),map(/etc/haproxy/hosts.map)]': a file that is not read says where. */
function isLookedUp({ words }: HaproxyLine): boolean {
  return /^(use|default)_backend$/.test(words[0] ?? '') && words[1]?.includes('%[') === true
}

/** More names than one rule is for; each rule that asks an `acl` has all of its names. */
const namesLimit = 500

type Acls = ReadonlyMap<string, readonly string[]>

/** Names that an `acl` of several lines allows, by the name of the `acl`; those about something else are not among them. */
function aclsOf(lines: readonly (readonly string[])[]): Acls {
  const acls = new Map<string, readonly string[]>()
  for (const words of lines) {
    if (words[0] !== 'acl') continue
    const names = namesOfTest(words.slice(2))
    if (names) acls.set(words[1] ?? '', [...(acls.get(words[1] ?? '') ?? []), ...names].slice(0, namesLimit))
  }
  return acls
}

/** The names for which a rule's condition may hold: 'if is_shop or { hdr(host) -i blog }'; `*` where no name is asked. */
function namesOf(words: readonly string[], acls: Acls): readonly string[] {
  if (words[0] !== 'if') return ['*']
  const names: string[] = []
  for (let at = 1; at < words.length; at++) {
    if (words[at] === '{') {
      const end = words.indexOf('}', at)
      if (words[at - 1] !== '!') names.push(...(namesOfTest(words.slice(at + 1, end < 0 ? undefined : end)) ?? []))
      at = end < 0 ? words.length : end
    } else if (words[at - 1] !== '!') names.push(...(acls.get(words[at] ?? '') ?? []))
  }
  return names.length > 0 ? [...new Set(names.slice(0, namesLimit))] : ['*']
}

const matchers: Readonly<Record<string, (value: string) => string>> = {
  str: (value) => value,
  beg: (value) => `${value}*`,
  end: (value) => `*${value}`,
  sub: (value) => `*${value}*`,
  dom: (value) => `*${value}*`,
  dir: (value) => `*${value}*`,
  reg: (value) => `~${value}`,
}

/** 'hdr_end(host) -i .shop.example' → '*.shop.example'; undefined for a test of something else than the name asked for. */
function namesOfTest([fetch = '', ...words]: readonly string[]): readonly string[] | undefined {
  const match =
    /^(?:req\.)?f?hdr(?:_(\w+))?\(host(?:,-?\d+)?\)|^(?:req\.)?(?:ssl_fc_sni|ssl_sni|req_ssl_sni)(?:_(\w+))?/i.exec(
      fetch,
    )
  if (!match) return undefined
  const how = words.includes('-m') ? words[words.indexOf('-m') + 1] : (match[1] ?? match[2])
  const values = words.filter((word, at) => !word.startsWith('-') && words[at - 1] !== '-m')
  return words.includes('-f') ? ['*'] : values.map(matchers[how ?? 'str'] ?? ((value) => value))
}
