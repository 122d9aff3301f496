import type { HaproxyLine } from './haproxy-lines.ts'

/** A section of HAProxy's configuration with its lines. */
export interface HaproxySection {
  readonly kind: string
  readonly name: string
  /** Its own, behind those of the `defaults` that hold for it. */
  readonly lines: readonly HaproxyLine[]
  /** How many of the lines are those of `defaults`. */
  readonly inherited: number
}

export const proxyKinds = ['frontend', 'backend', 'listen']
const sectionKinds = new Set(
  `global defaults frontend backend listen peers resolvers userlist mailers cache program ring http-errors fcgi-app
  log-forward log-profile crt-store traces acme dynamic-update namespace_list`.split(/\s+/),
)

/** More lines than `defaults` have that say something of servers; each proxy gets them. */
const inheritedLines = 64

/** Sections in order; lines before the first stand in one without a kind. */
export function haproxySections(lines: readonly HaproxyLine[]): readonly HaproxySection[] {
  const sections: (HaproxySection & { readonly lines: HaproxyLine[] })[] = []
  const named = new Map<string, readonly HaproxyLine[]>()
  let defaults: readonly HaproxyLine[] = []
  for (const line of lines) {
    const [kind = '', name = ''] = line.words
    if (!sectionKinds.has(kind)) {
      if (sections.length === 0) sections.push({ kind: '', name: '', lines: [], inherited: 0 })
      sections.at(-1)?.lines.push(line)
      continue
    }
    const from = line.words[line.words.indexOf('from') + 1]
    const parent = line.words.includes('from') ? (named.get(from ?? '') ?? []) : kind === 'defaults' ? [] : defaults
    const inherited = kind === 'defaults' || proxyKinds.includes(kind) ? parent.slice(0, inheritedLines) : []
    const section = { kind, name, lines: [...inherited], inherited: inherited.length }
    sections.push(section)
    if (kind !== 'defaults') continue
    defaults = section.lines
    named.set(name, section.lines)
  }
  return sections
}
