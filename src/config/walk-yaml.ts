import { isAlias, isMap, isScalar, isSeq, type ParsedNode } from 'yaml'
import { masked } from '../lib/masked.ts'
import { type Env, substituteEnv } from './substitute-env.ts'
import { pathKey, renderPath, type YamlPath } from './yaml-path.ts'

/** Where a value stands, in characters from the start of the text. */
export interface Place {
  readonly key: number
  readonly value: number
  /** The text as written, where variables were filled in. */
  readonly template?: string
}

interface Problem {
  readonly offset: number
  readonly path: YamlPath
  readonly message: string
  /** Nothing is wrong with the file: the environment lacks a variable. */
  readonly isUnset: boolean
}

/** What a walk over a YAML tree has learnt so far. */
export interface Walk {
  readonly env: Env
  readonly lineAt: (offset: number) => number
  readonly problems: Problem[]
  readonly places: Map<string, Place>
  /** Keys of the paths that already have a problem. */
  readonly failed: Set<string>
  readonly anchors: Map<string, ParsedNode>
  /** Nodes being walked: an alias to one of them would never end. */
  readonly open: Set<ParsedNode>
  nodes: number
}

interface Entry {
  readonly name: string
  readonly offset: number
  readonly value: ParsedNode | null
}

/** Values after aliases are followed; a bomb of nested aliases stops here. */
const nodeLimit = 100_000
const depthLimit = 20

export function createWalk(options: Pick<Walk, 'env' | 'lineAt'>): Walk {
  return {
    ...options,
    problems: [],
    places: new Map(),
    failed: new Set(),
    anchors: new Map(),
    open: new Set(),
    nodes: 0,
  }
}

/** The plain value of a node; problems are noted in the walk and leave `undefined` in their place. Ends for any input. */
export function walkYaml(node: ParsedNode, path: YamlPath, walk: Walk): unknown {
  const excess = excessOf(node, path, walk)
  if (excess !== undefined) return fail(node.range[0], path, walk, excess)
  if (isAlias(node)) {
    const target = walk.anchors.get(node.source)
    return target ? walkYaml(target, path, walk) : fail(node.range[0], path, walk, noAnchor(node.source))
  }
  if (node.anchor) walk.anchors.set(node.anchor, node)
  walk.open.add(node)
  const value = isScalar(node)
    ? scalarValue(node, path, walk)
    : isSeq(node)
      ? seqValue(node, path, walk)
      : mapValue(node, path, walk)
  walk.open.delete(node)
  return value
}

function excessOf(node: ParsedNode, path: YamlPath, walk: Walk): string | undefined {
  walk.nodes++
  if (walk.nodes > nodeLimit)
    return walk.nodes === nodeLimit + 1 ? `Too many values: expected at most ${nodeLimit}` : ''
  if (path.length > depthLimit) return `Nested too deeply: expected at most ${depthLimit} levels`
  return walk.open.has(node) ? 'An alias stands within its own anchor: expected one that ends' : undefined
}

function noAnchor(name: string): string {
  return masked`Unknown alias *${name}: expected an anchor &${name} before it`
}

/** Notes a problem, unless its text is empty. */
function fail(offset: number, path: YamlPath, walk: Walk, message: string, isUnset = false): undefined {
  walk.failed.add(pathKey(path))
  if (message !== '') walk.problems.push({ offset, path, message, isUnset })
  return undefined
}

function scalarValue(node: ParsedNode, path: YamlPath, walk: Walk): unknown {
  const value: unknown = isScalar(node) ? node.value : undefined
  if (typeof value !== 'string' || !value.includes('${')) return value
  const { text, problems, isMalformed = false } = substituteEnv(value, walk.env)
  const key = walk.places.get(pathKey(path))?.key ?? node.range[0]
  walk.places.set(pathKey(path), { key, value: node.range[0], template: value })
  for (const problem of problems)
    fail(node.range[0], path, walk, `Cannot fill in ${renderPath(path)}: ${problem}`, !isMalformed)
  return text
}

function seqValue(node: ParsedNode, path: YamlPath, walk: Walk): unknown[] {
  const items = isSeq<ParsedNode>(node) ? node.items : []
  return items.map((item, index) => {
    const here = [...path, index]
    walk.places.set(pathKey(here), { key: item.range[0], value: item.range[0] })
    return walkYaml(item, here, walk)
  })
}

function mapValue(node: ParsedNode, path: YamlPath, walk: Walk): Record<string, unknown> {
  const value: Record<string, unknown> = {}
  for (const entry of entriesOf(node, path, walk)) {
    const here = [...path, entry.name]
    walk.places.set(pathKey(here), { key: entry.offset, value: entry.value?.range[0] ?? entry.offset })
    value[entry.name] = entry.value ? walkYaml(entry.value, here, walk) : null
  }
  return value
}

/** A map's own keys, then those that it merges in with `<<` and does not have itself; the first source wins (yaml.org/type/merge). */
function entriesOf(node: ParsedNode, path: YamlPath, walk: Walk): readonly Entry[] {
  const entries = new Map<string, Entry>()
  const merged: ParsedNode[] = []
  for (const { key, value } of isMap<ParsedNode, ParsedNode | null>(node) ? node.items : []) {
    const name = isScalar(key) ? String(key.value) : '__proto__'
    const earlier = entries.get(name)
    if (name === '<<') merged.push(...(isSeq<ParsedNode>(value) ? value.items : value ? [value] : []))
    else if (name === '__proto__') fail(key.range[0], path, walk, 'This cannot be a key: expected a word')
    else if (earlier) fail(key.range[0], [...path, name], walk, duplicate([...path, name], walk.lineAt(earlier.offset)))
    else entries.set(name, { name, offset: key.range[0], value })
  }
  for (const entry of merged.flatMap((source) => mergedEntries(source, path, walk))) {
    if (!entries.has(entry.name)) entries.set(entry.name, entry)
  }
  return [...entries.values()]
}

function duplicate(path: YamlPath, line: number): string {
  return `Duplicate key ${renderPath(path)}: expected once, and it is already on line ${line}`
}

function mergedEntries(source: ParsedNode, path: YamlPath, walk: Walk): readonly Entry[] {
  const target = isAlias(source) ? walk.anchors.get(source.source) : source
  if (!isMap(target)) {
    const problem =
      target || !isAlias(source) ? 'Cannot merge this with "<<": expected an alias of a map' : noAnchor(source.source)
    fail(source.range[0], path, walk, problem)
    return []
  }
  const excess = excessOf(target, path, walk)
  if (excess !== undefined) {
    fail(source.range[0], path, walk, excess)
    return []
  }
  walk.open.add(target)
  const entries = entriesOf(target, path, walk)
  walk.open.delete(target)
  return entries
}
