import { LineCounter, parseDocument } from 'yaml'
import type { ConfigError } from './config.ts'
import type { Env } from './substitute-env.ts'
import { createWalk, type Place, walkYaml } from './walk-yaml.ts'
import { yamlErrors } from './yaml-errors.ts'
import { pathKey, renderPath, type YamlPath } from './yaml-path.ts'

/** A YAML file as plain values, and where each of them stands. */
export interface YamlFile {
  readonly value: unknown
  readonly errors: readonly ConfigError[]
  /** Values that the environment lacks a variable for, by the service that they belong to; others are errors. */
  readonly unset: readonly { readonly service: string; readonly error: ConfigError }[]
  /** True when nothing below can be trusted: syntax errors. */
  readonly isBroken: boolean
  /** The error at a path: at its key or at its value, or at the nearest thing around it that is in the file. */
  readonly errorAt: (path: YamlPath, message: string, side?: 'key' | 'value') => ConfigError
  /** The text as written where variables were filled in, so that no value of the environment is ever shown. */
  readonly templateAt: (path: YamlPath) => string | undefined
  /** True where an error was already found, so that no second one is reported. */
  readonly hasFailed: (path: YamlPath) => boolean
}

/** 1 MiB holds some two thousand services. */
export const sizeLimit = 1024 * 1024

/** Reads one YAML document: aliases and merge keys followed, variables filled in, duplicate keys and custom tags refused. */
export function readYaml(text: string, { file, env }: { readonly file: string; readonly env: Env }): YamlFile {
  const lines = new LineCounter()
  const at: At = (offset, path, message) => {
    const { line, col } = lines.linePos(offset)
    return { file, line: Math.max(1, line), column: Math.max(1, col), path: renderPath(path), message }
  }
  const unreadable = unreadableText(text)
  if (unreadable !== undefined) return brokenFile([at(0, [], unreadable)], at)
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    // Its search is quadratic in the number of keys; the walk finds duplicates itself.
    uniqueKeys: false,
    stringKeys: true,
    logLevel: 'error',
  })
  const broken = yamlErrors(document, text)
  if (broken.length > 0)
    return brokenFile(
      broken.map(({ offset, message }) => at(offset, [], message)),
      at,
    )

  const walk = createWalk({ env, lineAt: (offset) => lines.linePos(offset).line })
  const value = document.contents ? walkYaml(document.contents, [], walk) : null
  return {
    value,
    errors: walk.problems
      .filter((problem) => serviceLacking(problem) === undefined)
      .map(({ offset, path, message }) => at(offset, path, message)),
    unset: walk.problems.flatMap((problem) => {
      const service = serviceLacking(problem)
      return service === undefined ? [] : [{ service, error: at(problem.offset, problem.path, problem.message) }]
    }),
    isBroken: false,
    errorAt: (path, message, side = 'value') => at(offsetOf(walk.places, path, side), path, message),
    templateAt: (path) => walk.places.get(pathKey(path))?.template,
    hasFailed: (path) => walk.failed.has(pathKey(path)),
  }
}

/** The one service that lacks a variable: the rest of the file stands without it. */
function serviceLacking({ path: [part, name], isUnset }: { path: YamlPath; isUnset: boolean }): string | undefined {
  return isUnset && part === 'services' && name !== undefined ? String(name) : undefined
}

type At = (offset: number, path: YamlPath, message: string) => ConfigError

/** Where a path stands, or the key of the nearest thing around it that is in the file. */
function offsetOf(places: ReadonlyMap<string, Place>, path: YamlPath, side: 'key' | 'value'): number {
  for (let length = path.length; length > 0; length--) {
    const place = places.get(pathKey(path.slice(0, length)))
    if (place) return length === path.length ? place[side] : place.key
  }
  return 0
}

function unreadableText(text: string): string | undefined {
  if (text.length > sizeLimit) return `The file has ${text.length} characters: expected at most ${sizeLimit}`
  return text.includes('\0') ? 'The file is binary: expected YAML text' : undefined
}

function brokenFile(errors: readonly ConfigError[], at: At): YamlFile {
  return {
    value: undefined,
    errors,
    unset: [],
    isBroken: true,
    errorAt: (path, message) => at(0, path, message),
    templateAt: () => undefined,
    hasFailed: () => false,
  }
}
