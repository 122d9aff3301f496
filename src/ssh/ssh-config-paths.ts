import { join } from 'node:path'

/** What the tokens of ssh_config(5) stand for. */
export interface PathTokens {
  readonly home: string
  /** The user this process runs as. */
  readonly localUser: string
  readonly name: string
  readonly address: string
  readonly port: number
  readonly user: string
  readonly hostKeyAlias: string | undefined
}

/** A path of ssh_config with `~`, `%d %h %k %n %p %r %u %%` replaced; undefined for `none` and for a token that is none of these. */
export function expandPath(path: string, tokens: PathTokens): string | undefined {
  if (path === 'none') return undefined
  const values: Readonly<Record<string, string>> = {
    '%': '%',
    d: tokens.home,
    h: tokens.address,
    k: tokens.hostKeyAlias ?? tokens.name,
    n: tokens.name,
    p: String(tokens.port),
    r: tokens.user,
    u: tokens.localUser,
  }
  let isWhole = true
  const expanded = path.replace(/%(.?)/g, (_, token: string) => {
    const value = values[token]
    if (value === undefined) isWhole = false
    return value ?? ''
  })
  if (!isWhole || expanded.includes('${')) return undefined
  return expanded.startsWith('~/') ? join(tokens.home, expanded.slice(2)) : expanded
}
