import { afterEach, describe, expect, it } from 'vitest'
import { renderText } from '../../../src/report/render-text.ts'
import type { Report } from '../../../src/report/report.ts'
import { checkSlackAccess } from '../../../src/slack/check-slack-access.ts'
import { createWebClient } from '../../../src/slack/create-slack-calls.ts'
import { asList, asText } from '../../local-slack/json.ts'
import { createLocalSlack, type LocalSlack, type LocalSlackOptions } from '../../local-slack/local-slack.ts'
import { sampleReports } from '../../support/sample-reports.ts'
import { isFinal, type KeptRun, readRuns } from './read-thread.ts'
import { createReplayWorld } from './replay-world.ts'
import { startBot } from './start-bot.ts'
import { waitUntil } from './wait-until.ts'

const long = sampleReports['app-not-started'] as Report
const healthy = sampleReports['healthy-one-host'] as Report
const stops: (() => Promise<unknown>)[] = []

/** A bot in a local Slack in which somebody has typed `/503 check <service>`. */
async function check(
  service: string,
  options: LocalSlackOptions = {},
): Promise<{ slack: LocalSlack; channel: string }> {
  const slack = await createLocalSlack(options)
  stops.push(() => slack.stop())
  const world = createReplayWorld({ reports: [long, healthy], stepMs: 20 })
  const bot = await startBot(slack, world)
  stops.push(() => bot.stop())
  const channel = slack.channelId('incidents')
  await slack.people.type({ user: 'maya', channel, text: `/503 check ${service}` })
  return { slack, channel }
}

async function runWith(
  slack: LocalSlack,
  channel: string,
  isWanted: (run: KeptRun) => boolean,
  timeoutMs?: number,
): Promise<KeptRun> {
  return waitUntil('the run', async () => (await readRuns(slack, channel)).find(isWanted), timeoutMs)
}

describe('the full report in the thread', () => {
  afterEach(async () => {
    for (const stop of stops.splice(0).toReversed()) await stop()
  })

  it('is a text file, once, when the thread shows less than the report holds', async () => {
    const { slack, channel } = await check('api-prod')
    const { roots, files } = await runWith(slack, channel, (run) => run.files.length > 0)
    expect(files.map((file) => asText(file['name']))).toEqual([expect.stringMatching(/^503-api-prod-.*Z\.txt$/)])
    const content = await (await fetch(`${slack.url}/files/${asText(files[0]?.['id'])}`)).text()
    const durations = /· [\d.]+ m?s$/m
    expect(content.replace(durations, '')).toBe(renderText(long, { width: 100, evidence: true }).replace(durations, ''))
    const shown = slack.board.messages(channel).find(({ message }) => asList(message['files']).length > 0)
    expect(shown?.threadTs).toBe(roots[0]?.['ts'])
  })

  it('does not come with a healthy service', async () => {
    const { slack, channel } = await check('shop')
    await runWith(slack, channel, (run) => run.checklists.some(isFinal))
    expect(slack.log.calls.filter(({ method }) => method.startsWith('files.'))).toEqual([])
  })

  it('comes once although every call may fail, before or after its work', async () => {
    const faults = { rateLimitShare: 0.1, serverErrorShare: 0.2, resetAfterShare: 0.2, retryAfterS: 1 }
    const { slack, channel } = await check('api-prod', { faults, seed: 11 })
    const { files } = await runWith(slack, channel, (run) => run.files.length > 0, 50_000)
    expect(files).toHaveLength(1)
    expect(
      slack.log.calls.filter(({ method, isDone }) => method === 'files.completeUploadExternal' && isDone),
    ).toHaveLength(1)
  })

  it('where the app may not: the check ends all the same, one line says how to see it, and the bot had warned', async () => {
    const { slack, channel } = await check('api-prod', { withoutScopes: ['files:write'] })
    const line = await waitUntil('the line', () =>
      slack.board
        .messages(channel)
        .map(({ message }) => asText(message['text']))
        .find((text) => text.includes('503 check api-prod --evidence')),
    )
    expect(line).toContain('Slack took no file with the full report: the app lacks the scope files:write')
    const { checklists, files } = await runWith(slack, channel, (run) => run.checklists.some(isFinal))
    expect([checklists.length, files.length]).toEqual([1, 0])
    const access = await checkSlackAccess(createWebClient(slack.tokens.bot, { apiUrl: slack.apiUrl }))
    expect(access).toMatchObject({ kind: 'ready', warnings: [expect.stringContaining('files:write')] })
  })
})
