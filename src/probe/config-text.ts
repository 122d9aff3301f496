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

/** Those of `files` that an include of `pattern` brings in; relative patterns are relative to `base`. A `*` stops at a slash. */
export function includedFiles<F extends { readonly file: string }>(
  files: readonly F[],
  pattern: string,
  base: string,
): readonly F[] {
  const path = pattern.startsWith('/') ? pattern : `${base}/${pattern}`
  const depth = path.split('/').length
  return files.filter(({ file }) => file.split('/').length === depth && matchesPattern(path, file))
}

/** '/etc/nginx/nginx.conf' → '/etc/nginx'. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** Each once, told apart by all that they hold. */
export function uniqueOf<T>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()]
}
