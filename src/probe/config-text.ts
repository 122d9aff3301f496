import { matchesPattern } from '../lib/matches-pattern.ts'

/** One configuration file: the lines that matter, in order. */
export interface ConfigText {
  readonly file: string
  readonly lines: readonly string[]
}

/** What the name of a request leads to. */
export interface ConfigRoute {
  /**
   * Names as they are written: `shop.example`, `*.shop.example`, `.shop.example`, `~` and a regular expression; `*` is any
   * name, `_` any that no other route has.
   */
  readonly names: readonly string[]
  /** Groups of servers by their name, single servers by their address. */
  readonly leadsTo: readonly string[]
  /** What it goes by itself: a frontend of HAProxy, a director of Varnish. */
  readonly called?: string
}

/** A line that makes a 503 by configuration; `within` is the route that it is a part of, where it is not for all. */
export interface MakingLine {
  readonly file: string
  readonly line: string
  readonly within?: ConfigRoute
}

/** What one program's configuration says. */
export interface ConfigFacts {
  /** `stats socket` paths (HAProxy): those of the configuration, else those that exist in the usual places. */
  readonly sockets: readonly string[]
  /** `server` addresses as written (HAProxy `server` lines, nginx `upstream` blocks and literal `proxy_pass`, Apache `BalancerMember` and literal `ProxyPass`, Varnish `backend` blocks), with their flags. */
  readonly servers: readonly { readonly group: string; readonly address: string; readonly flags: string }[]
  /** `option httpchk` / `http-check send` URIs. */
  readonly healthPaths: readonly string[]
  /** Lines that make a 503 by configuration: 'return 503', 'http-request deny deny_status 503', 'limit_req'. */
  readonly makes503: readonly MakingLine[]
  /** Which names lead to which servers, where the configuration chooses by name; absent in readings of earlier versions. */
  readonly routes?: readonly ConfigRoute[]
}

/** More includes than any configuration has, each counted once. */
const patternsLimit = 400
/** No path is longer (PATH_MAX of Linux is 4096), and no pattern. */
const patternChars = 300

/**
 * Those of `files` that an include of a pattern brings in; relative patterns are relative to `base`, which may change on the
 * way. A `*` stops at a slash. Each pattern is compared with the files once.
 */
export function createIncludes<F extends { readonly file: string }>(
  files: readonly F[],
  base: string,
): (pattern: string, base?: string) => readonly F[] {
  const byDepth = Map.groupBy(files, ({ file }) => file.split('/').length)
  const known = new Map<string, readonly F[]>()
  return (pattern, from = base) => {
    const path = (pattern.startsWith('/') ? pattern : `${from}/${pattern}`).slice(0, patternChars)
    const found = known.get(path)
    if (found || known.size >= patternsLimit) return found ?? []
    const matching = (byDepth.get(path.split('/').length) ?? []).filter(({ file }) => matchesPattern(path, file))
    known.set(path, matching)
    return matching
  }
}

/**
 * Lines that go on in the next as one, a blank in place of the backslash. `isFirst` where nothing but blanks stands before
 * the line. Linear: what has been joined is not read again.
 */
export function joinContinued(
  lines: readonly string[],
  isContinued: (line: string, of: { readonly isFirst: boolean }) => boolean,
): readonly string[] {
  const joined: string[] = []
  let parts: string[] = []
  let isFirst = true
  for (const raw of lines) {
    const line = raw.replace(/\r$/, '')
    if (isContinued(line, { isFirst })) {
      const part = `${line.slice(0, -1)} `
      isFirst &&= part.trim() === ''
      parts.push(part)
      continue
    }
    joined.push(parts.length === 0 ? line : `${parts.join('')}${line}`)
    parts = []
    isFirst = true
  }
  return parts.length === 0 ? joined : [...joined, parts.join('')]
}

/** '/etc/nginx/nginx.conf' → '/etc/nginx'. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** Each once, told apart by all that they hold. */
export function uniqueOf<T>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()]
}
