import type { ConfigRoute } from './config-text.ts'
import type { VclBlock } from './vcl-blocks.ts'
import { closingBrace, isSign, isWord, nextSign, type VclToken } from './vcl-tokens.ts'

/**
 * Which names `vcl_recv` and its kin lead to which backends: `set req.backend_hint` within an `if` on `req.http.host`. A
 * director leads to the backends that were added to it. Source: vcl(7), vmod_directors(3).
 */
export function varnishRoutes(blocks: readonly VclBlock[], backends: readonly string[]): readonly ConfigRoute[] {
  const known = new Set(backends)
  const directors = directorsOf(blocks, known)
  const routes: ConfigRoute[] = [...directors].map(([called, leadsTo]) => ({ names: [], leadsTo, called }))
  for (const { body } of blocks.filter(({ kind }) => kind === 'sub')) {
    readStatements(body, ['*'], (names, target) => {
      const leadsTo = directors.get(target) ?? (known.has(target) ? [target] : [])
      if (leadsTo.length > 0) routes.push({ names, leadsTo })
    })
  }
  return routes
}

/** More than a director has. */
const membersLimit = 1000

/** `d.add_backend(web1);` of Varnish 4 and later, `director d … { { .backend = web1; } }` of before; directors may hold others. */
function directorsOf(
  blocks: readonly VclBlock[],
  backends: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const members = new Map<string, Set<string>>()
  const add = (director: string, member: string): void => {
    const own = backends.has(member) ? [member] : (members.get(member.replace(/\.backend$/, '')) ?? [])
    const all = members.get(director) ?? new Set()
    for (const each of own) if (all.size < membersLimit) all.add(each)
    members.set(director, all)
  }
  for (const { kind, name, body } of blocks) {
    for (const [at, { text }] of body.entries()) {
      if (kind === 'sub' && text.endsWith('.add_backend') && isSign(body[at + 1], '('))
        add(text.slice(0, -'.add_backend'.length), body[at + 2]?.text ?? '')
      if (kind === 'director' && text === '.backend' && isSign(body[at + 1], '='))
        add(name, isSign(body[at + 2], '{') ? name : (body[at + 2]?.text ?? ''))
    }
  }
  return new Map([...members].map(([name, all]) => [name, [...all]]))
}

type OnHint = (names: readonly string[], target: string) => void

const nestingLimit = 64

/** Statements in order; an `else` is for names that the branches before it do not have. */
function readStatements(body: readonly VclToken[], names: readonly string[], onHint: OnHint, depth = 0): void {
  let isAfterName = false
  for (let at = 0; at < body.length; at++) {
    const word = body[at]
    if (isWord(word, 'set') && /^req\.backend(_hint)?$/.test(body[at + 1]?.text ?? '') && isSign(body[at + 2], '=')) {
      onHint(names, (body[at + 3]?.text ?? '').replace(/\.backend$/, ''))
      at += 3
      continue
    }
    const isElse = isWord(word, 'else') && !isWord(body[at + 1], 'if')
    const isIf = isWord(word, 'if') || isWord(word, 'elsif') || isWord(word, 'elseif') || isWord(word, 'elif')
    const open = isIf || isElse ? nextSign(body, at, ['{']) : -1
    if (open < 0 || depth > nestingLimit) continue
    const asked = isIf ? hostsIn(body.slice(at, open)) : []
    const isFirst = isWord(word, 'if') && !isWord(body[at - 1], 'else')
    if (isFirst) isAfterName = false
    const end = closingBrace(body, open)
    const others = isAfterName && names.includes('*') ? ['_'] : names
    readStatements(body.slice(open + 1, end), asked.length > 0 ? asked : others, onHint, depth + 1)
    isAfterName ||= asked.length > 0
    at = end
  }
}

/** 'req.http.host == "shop"' → 'shop'; 'req.http.host ~ "^shop"' → '~^shop'. Names that must not be are none. */
function hostsIn(condition: readonly VclToken[]): readonly string[] {
  return condition.flatMap((token, at) => {
    if (token.text.toLowerCase() !== 'req.http.host') return []
    const signs = [condition[at + 1], condition[at + 2]]
      .filter((each) => each?.kind === 'sign')
      .map((each) => each?.text)
    const value = condition.slice(at + 1, at + 4).find(({ kind }) => kind === 'text')?.text
    if (value === undefined || signs[0] === '!') return []
    return [signs[0] === '~' ? `~${value}` : value]
  })
}
