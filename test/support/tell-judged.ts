import { judge } from '../../src/checklist/judge/judge.ts'
import { planRun } from '../../src/checklist/plan/plan-run.ts'
import { isAskProbe } from '../../src/probe/parse-answer.ts'
import type { Service } from '../../src/service/service.ts'
import { type Change, readingsOf, runAt, serviceOf, takenFromBot } from './readings.ts'
import { tellFinding } from './tell-finding.ts'

/** Something made up: how it differs from a healthy world, its service where not the usual one, a host without forwarding. */
export type Judged = readonly [
  name: string,
  changes: readonly Change[],
  service?: Service | undefined,
  unforwarded?: string,
]

/**
 * What is judged of each case, as text to be read and kept: the steps and findings that a healthy world of the same
 * service does not show, and after a minus the findings that only the healthy world shows.
 */
export function tellJudged(cases: readonly Judged[]): string {
  const usual = serviceOf()
  const healthy = new Map([usual, ...cases.flatMap(([, , service]) => service ?? [])].map((of) => [of, tellAll(of)]))
  return cases
    .map(([name, changes, service = usual, unforwarded = '']) =>
      tellCase(name, { healthy: healthy.get(service) ?? [], told: tellAll(service, changes, unforwarded) }),
    )
    .join('\n')
}

/** Every step and finding of one service, none left out. */
export function tellAll(service: Service, changes: readonly Change[] = [], unforwarded = ''): readonly string[] {
  const readings = readingsOf(service, changes).map((each) =>
    each.host === unforwarded && isAskProbe(each.probe) ? takenFromBot(each) : each,
  )
  const { steps, findings } = judge({ service, plan: planRun(service, readings), at: runAt })
  return [...steps.map(({ id, status, summary }) => `# ${id} ${status}: ${summary}`), ...findings.map(tellFinding)]
}

function tellCase(
  name: string,
  { healthy, told }: { readonly healthy: readonly string[]; readonly told: readonly string[] },
): string {
  const fresh = told.filter((line) => !healthy.includes(line))
  const lost = headsOf(healthy).filter((head) => !headsOf(told).includes(head))
  return [`== ${name}`, ...fresh, ...lost.map((head) => `- ${head}`), ''].join('\n')
}

function headsOf(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => !line.startsWith('#')).map((line) => line.split(' | ')[0] ?? '')
}
