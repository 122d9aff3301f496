import { setTimeout as wait } from 'node:timers/promises'
import type { Report } from '../../../src/report/report.ts'
import { isMoreThanShown } from '../../../src/report/slack/left-out.ts'
import { postsByRun } from '../../local-slack/call-log.ts'
import { asJson, asText, type Json } from '../../local-slack/json.ts'
import type { LocalSlack } from '../../local-slack/local-slack.ts'
import { hasVerdict, isFinal, readRuns } from './read-thread.ts'

export interface DrivenRuns {
  /** Commands that the bot acknowledged: as many runs must there be. */
  readonly taken: number
  /** Commands that no connection took; the person was told so. */
  readonly notTaken: number
}

/** Types `/503 check <service>` again and again, through the channels in turn, for `forMs`. */
export async function driveRuns(
  slack: LocalSlack,
  options: { channels: readonly string[]; services: readonly string[]; everyMs: number; forMs: number },
): Promise<DrivenRuns> {
  const { channels, services, everyMs, forMs } = options
  const typed: Promise<boolean>[] = []
  const end = performance.now() + forMs
  while (performance.now() < end) {
    const channel = channels[typed.length % channels.length] ?? ''
    const text = `/503 check ${services[typed.length % services.length]}`
    typed.push(slack.people.type({ user: 'maya', channel, text }).then(({ ack }) => ack.kind === 'acked'))
    await wait(everyMs)
  }
  const taken = (await Promise.all(typed)).filter(Boolean).length
  return { taken, notTaken: typed.length - taken }
}

/**
 * What is wrong with the channels' runs, one line each: none when every run has one root, one final checklist and, where
 * its report is more than the thread shows, one file.
 */
export async function findBrokenRuns(
  slack: LocalSlack,
  channels: readonly string[],
  reports: readonly Report[] = [],
): Promise<readonly string[]> {
  const withFile = new Set(reports.filter(isMoreThanShown).map(({ service }) => service))
  const filesWanted = (root: Json | undefined): number => (withFile.has(serviceOf(root)) ? 1 : 0)
  const runs = (await Promise.all(channels.map((channel) => readRuns(slack, channel)))).flat()
  const inHistory = runs.flatMap(({ runId, roots, checklists, files }) => [
    ...(reports.length === 0 || files.length === filesWanted(roots[0]) ? [] : [`${runId}: ${files.length} files`]),
    ...(roots.length === 1 ? [] : [`${runId}: ${roots.length} root messages`]),
    ...(checklists.length === 1 ? [] : [`${runId}: ${checklists.length} checklists`]),
    ...(hasVerdict(roots[0]) ? [] : [`${runId}: root says "${asText(roots[0]?.['text'])}"`]),
    ...(isFinal(checklists[0]) ? [] : [`${runId}: checklist says "${asText(checklists[0]?.['text'])}"`]),
  ])
  const inLog = [...postsByRun(slack.log)]
    .filter(([, posts]) => posts.length > 1)
    .map(([part, posts]) => `${part}: posted ${posts.length} times`)
  return [...inHistory, ...inLog]
}

function serviceOf(root: Json | undefined): string {
  return asText(asJson(asJson(root?.['metadata'])['event_payload'])['service'])
}

/** How many runs the channels hold. */
export async function countRuns(slack: LocalSlack, channels: readonly string[]): Promise<number> {
  return (await Promise.all(channels.map((channel) => readRuns(slack, channel)))).flat().length
}
