import { expandHosts } from '../service/expand-hosts.ts'
import type { YamlPath } from './yaml-path.ts'

/** A whole sentence about how values fit together, which no single field can tell. */
export interface CrossProblem {
  readonly path: YamlPath
  readonly message: string
  readonly side: 'key' | 'value'
}

/** The hosts of a pattern; none where it is no pattern, which the schema reports. */
export function namesOf(pattern: unknown): readonly string[] {
  const expanded = typeof pattern === 'string' ? expandHosts(pattern) : undefined
  return expanded?.kind === 'right' ? expanded.value : []
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

export function onKey(path: YamlPath, message: string): CrossProblem {
  return { path, message, side: 'key' }
}

export function onValue(path: YamlPath, message: string): CrossProblem {
  return { path, message, side: 'value' }
}
