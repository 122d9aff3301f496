import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { matchesPattern } from '../lib/matches-pattern.ts'
import { parseSshConfigLine } from './ssh-config-words.ts'

export interface SshDirective {
  readonly keyword: string
  readonly words: readonly string[]
  readonly file: string
  /** From 1. */
  readonly line: number
  /** What an `Include` brings in. */
  readonly included: readonly SshDirective[]
}

/** All that ssh would read, in its order. */
export interface SshConfigFiles {
  readonly directives: readonly SshDirective[]
  /** Changes whenever one of the files does. */
  readonly stamp: string
}

/** ssh_config(5): "ssh-config files may include others", at most 16 deep (READCONF_MAX_DEPTH). */
const depthLimit = 16

/**
 * `configFile` alone where one is given, else `~/.ssh/config` and `/etc/ssh/ssh_config`; files that are not there are empty.
 * Included paths are relative to `~/.ssh`, or to `/etc/ssh` for the machine's own file, and may hold `*` and `?`.
 */
export async function loadSshConfig(options: {
  readonly home: string
  readonly configFile?: string
}): Promise<SshConfigFiles> {
  const userBase = join(options.home, '.ssh')
  const roots = options.configFile
    ? [{ path: options.configFile, base: userBase }]
    : [
        { path: join(userBase, 'config'), base: userBase },
        { path: '/etc/ssh/ssh_config', base: '/etc/ssh' },
      ]
  const stamps: string[] = []
  const directives: SshDirective[] = []
  for (const { path, base } of roots) {
    const context = { base, home: options.home, stamps, depth: 0 }
    directives.push(...(path === 'none' ? [] : await loadFile(path, context)))
  }
  return { directives, stamp: stamps.join('\n') }
}

interface Context {
  readonly base: string
  readonly home: string
  readonly stamps: string[]
  readonly depth: number
}

async function loadFile(path: string, context: Context): Promise<readonly SshDirective[]> {
  const text = await readText(path, context.stamps)
  const directives: SshDirective[] = []
  for (const [index, content] of text.split('\n').entries()) {
    const parsed = parseSshConfigLine(content)
    if (!parsed) continue
    const included = parsed.keyword === 'include' ? await loadIncluded(parsed.words, context) : []
    directives.push({ ...parsed, file: path, line: index + 1, included })
  }
  return directives
}

async function readText(path: string, stamps: string[]): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(path)
    stamps.push(`${path} ${mtimeMs} ${size} ${ino}`)
    return await readFile(path, 'utf8')
  } catch {
    stamps.push(`${path} none`)
    return ''
  }
}

async function loadIncluded(patterns: readonly string[], context: Context): Promise<readonly SshDirective[]> {
  if (context.depth >= depthLimit) return []
  const directives: SshDirective[] = []
  for (const pattern of patterns) {
    const path = pattern.startsWith('~/') ? join(context.home, pattern.slice(2)) : pattern
    const files = await expandGlob(path.startsWith('/') ? path : join(context.base, path))
    for (const file of files) directives.push(...(await loadFile(file, { ...context, depth: context.depth + 1 })))
  }
  return directives
}

/** As glob(3): names in order, hidden ones only where the pattern says so. */
async function expandGlob(pattern: string): Promise<readonly string[]> {
  if (!/[*?]/.test(pattern)) return [pattern]
  const name = pattern.slice(pattern.lastIndexOf('/') + 1)
  const found: string[] = []
  for (const directory of await expandGlob(dirname(pattern))) {
    const names = await readdir(directory).catch(() => [])
    const matching = names.filter(
      (entry) => matchesPattern(name, entry) && (name.startsWith('.') || !entry.startsWith('.')),
    )
    found.push(...matching.sort().map((entry) => join(directory, entry)))
  }
  return found
}
