import { closingBrace, isSign, nextSign, type VclToken } from './vcl-tokens.ts'

/** `backend web1 { … }`, `probe up { … }`, `director d round-robin { … }` or `sub vcl_recv { … }`. */
export interface VclBlock {
  readonly kind: string
  readonly name: string
  readonly body: readonly VclToken[]
}

const blockKinds = ['backend', 'probe', 'director', 'sub']

/** The blocks of a file, none of which stands within another. */
export function vclBlocks(tokens: readonly VclToken[]): readonly VclBlock[] {
  const blocks: VclBlock[] = []
  for (let at = 0; at < tokens.length; at++) {
    const kind = tokens[at]?.text ?? ''
    if (isSign(tokens[at], '{')) at = closingBrace(tokens, at)
    if (tokens[at]?.kind !== 'word' || !blockKinds.includes(kind)) continue
    const open = nextSign(tokens, at, ['{', ';'])
    const end = isSign(tokens[open], ';') ? open : closingBrace(tokens, open)
    if (end > open) blocks.push({ kind, name: tokens[at + 1]?.text ?? '', body: tokens.slice(open + 1, end) })
    at = end
  }
  return blocks
}

/** One `.key = …;` of a block: the tokens of its value, or those within the braces of one that is a block itself. */
export interface VclField {
  readonly key: string
  readonly value: readonly VclToken[]
  readonly isBlock: boolean
}

export function vclFields(body: readonly VclToken[]): readonly VclField[] {
  const fields: VclField[] = []
  for (let at = 0; at < body.length; at++) {
    const key = body[at]?.text ?? ''
    if (body[at]?.kind !== 'word' || !key.startsWith('.') || !isSign(body[at + 1], '=')) continue
    const isBlock = isSign(body[at + 2], '{')
    const start = at + (isBlock ? 3 : 2)
    const end = isBlock ? closingBrace(body, at + 2) : nextSign(body, start, [';'])
    fields.push({ key: key.slice(1), value: body.slice(start, end), isBlock })
    at = end
  }
  return fields
}

/** What a field holds as text, its parts in quotes joined. */
export function textOf(field: VclField | undefined): string | undefined {
  const parts = field?.value.filter(({ kind }) => kind === 'text').map(({ text }) => text) ?? []
  return parts.length === 0 ? undefined : parts.join('')
}
