import { type StepId, stepIds } from '../report/report.ts'

/** What one check looks at: the whole of a service, or what of it was asked for. */
export interface Scope {
  readonly service: string
  /** Names of `--host`; empty for all. */
  readonly hosts: readonly string[]
  /** Steps of `--only`; empty for all. */
  readonly only: readonly StepId[]
}

/** A check that somebody asked for, and where its messages go. */
export interface AskedRun {
  readonly runId: string
  readonly scope: Scope
  readonly channel: string
  /** The thread to answer in; absent for a new one under the root message. */
  readonly threadTs?: string
  readonly askedBy?: string
}

/** A scope as fields of message metadata, which Slack keeps as strings. */
export function renderScope({ service, hosts, only }: Scope): Readonly<Record<string, string>> {
  return {
    service,
    ...(hosts.length > 0 ? { hosts: hosts.join(',') } : {}),
    ...(only.length > 0 ? { only: only.join(',') } : {}),
  }
}

/** Reads what `renderScope` wrote, also of earlier versions, which named the service alone; undefined for anything else. */
export function parseScope(payload: Readonly<Record<string, unknown>>): Scope | undefined {
  const { service, hosts, only } = payload
  if (typeof service !== 'string') return undefined
  return {
    service,
    hosts: listOf(hosts),
    only: stepIds.filter((id) => listOf(only).includes(id)),
  }
}

function listOf(value: unknown): readonly string[] {
  return typeof value === 'string' ? value.split(',').filter((each) => each !== '') : []
}
