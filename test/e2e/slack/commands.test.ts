import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { actionIds } from '../../../src/report/slack/actions.ts'
import { refusedForRate } from '../../local-slack/call-log.ts'
import { asList, asText, type Json } from '../../local-slack/json.ts'
import { createLocalSlack, type LocalSlack } from '../../local-slack/local-slack.ts'
import { sampleReports } from '../../support/sample-reports.ts'
import { hasVerdict, isFinal, type KeptRun, readRuns } from './read-thread.ts'
import { createReplayWorld, type ReplayedWorld } from './replay-world.ts'
import { type RunningBot, startBot } from './start-bot.ts'
import { waitUntil } from './wait-until.ts'

const secret = 'local-signing-secret'
const reports = [sampleReports['app-not-started'], sampleReports['healthy-one-host']].filter((report) => !!report)

interface Scene {
  readonly slack: LocalSlack
  readonly bot: RunningBot
  readonly world: ReplayedWorld
}

async function openScene(mode: 'socket' | 'http'): Promise<Scene> {
  const port = 20_000 + Math.floor(Math.random() * 20_000)
  const over = mode === 'http' ? { appUrl: `http://127.0.0.1:${port}/slack/events`, signingSecret: secret } : {}
  const slack = await createLocalSlack({ mode, ...over })
  const world = createReplayWorld({ reports, stepMs: 60 })
  const bot = await startBot(slack, world, mode === 'http' ? { port, signingSecret: secret } : undefined)
  return { slack, bot, world }
}

async function finishedRun(slack: LocalSlack, channel: string, known: readonly string[] = []): Promise<KeptRun> {
  return waitUntil('a run in its final state', async () =>
    (await readRuns(slack, channel)).find(
      (run) =>
        !known.includes(run.runId) && run.checklists.some(isFinal) && (known.length > 0 || hasVerdict(run.roots[0])),
    ),
  )
}

describe.each(['socket', 'http'] as const)('the bot over %s', (mode) => {
  let scene: Scene
  beforeAll(async () => {
    scene = await openScene(mode)
  })
  afterAll(async () => {
    await scene.bot.stop()
    await scene.slack.stop()
  })

  it('/503 check posts one root message, and a checklist in its thread that ends with cause and buttons', async () => {
    const { slack } = scene
    const channel = slack.channelId('incidents')
    const { ack } = await slack.people.type({ user: 'maya', channel, text: '/503 check api-prod' })
    expect(ack).toMatchObject({ kind: 'acked' })
    const { roots, checklists } = await finishedRun(slack, channel)
    expect(roots.map((root) => asText(root['text']))).toEqual([
      'api-prod is DOWN: Application not running (confirmed), app1, app2',
    ])
    expect(checklists).toHaveLength(1)
    expect(checklists[0]?.['thread_ts']).toBe(roots[0]?.['ts'])
    const [plan] = asList(checklists[0]?.['blocks'])
    expect(asList(plan?.['tasks']).map((task) => `${asText(task['task_id'])}: ${asText(task['status'])}`)).toEqual([
      'edge: error',
      'process: error',
      'resources: complete',
      'health: error',
      'database: complete',
      'dependencies: complete',
      'deploy: complete',
    ])
  })

  it('Evidence opens a modal for the one who clicked; a step button in it changes what it shows', async () => {
    const { slack } = scene
    const channel = slack.channelId('incidents')
    const { checklists } = await finishedRun(slack, channel)
    const ts = asText(checklists[0]?.['ts'])
    await slack.people.click({ user: 'jonas', channel, ts, actionId: actionIds.evidence })
    const jonas = slack.workspace.people.find(({ name }) => name === 'jonas')?.id ?? ''
    const modal = await waitUntil('the modal', () => slack.board.views(jonas)[0])
    expect(textOf(modal.view)).toContain('FAIL edge')
    await slack.people.click({ user: 'jonas', viewId: modal.id, actionId: 'evidence.step.process' })
    await waitUntil('another step', () =>
      textOf(slack.board.view(modal.id)?.view).includes("No module named 'payments'") ? true : undefined,
    )
    slack.people.close({ user: 'jonas', viewId: modal.id })
  })

  it('Only what failed and Explain this cause open modals, Mute answers the one who clicked', async () => {
    const { slack } = scene
    const channel = slack.channelId('incidents')
    const ts = asText((await finishedRun(slack, channel)).checklists[0]?.['ts'])
    const maya = slack.workspace.people[0]?.id ?? ''
    for (const [actionId, shown] of [
      [actionIds.failedOnly, 'FAIL process'],
      [actionIds.explain, 'What app_not_started means.'],
    ] as const) {
      await slack.people.click({ user: 'maya', channel, ts, actionId })
      const modal = await waitUntil(shown, () => slack.board.views(maya)[0])
      expect(textOf(modal.view)).toContain(shown)
      slack.people.close({ user: 'maya', viewId: modal.id })
    }
    await slack.people.click({ user: 'maya', channel, ts, actionId: actionIds.mute })
    expect(await privateAnswer(slack, channel, 'For an hour, checks of api-prod')).toContain(
      'For an hour, checks of api-prod',
    )
  })

  it('/503 without arguments opens a list to pick from, and what is picked is checked', async () => {
    const { slack } = scene
    const channel = slack.channelId('alerts')
    await slack.people.type({ user: 'maya', channel, text: '/503' })
    const maya = slack.workspace.people[0]?.id ?? ''
    const modal = await waitUntil('the list', () => slack.board.views(maya)[0])
    const values = { service: { name: { type: 'static_select', selected_option: { value: 'shop' } } } }
    await slack.people.submit({ user: 'maya', viewId: modal.id, values })
    expect(slack.board.views(maya)).toEqual([])
    expect((await finishedRun(slack, channel)).roots[0]?.['text']).toBe(
      'shop is healthy: 5 of 5 steps looked at, no cause of a 503 found',
    )
  })

  it('@503 recheck in a thread checks again in that thread, and no second root message is posted', async () => {
    const { slack } = scene
    const channel = slack.channelId('alerts')
    const first = await finishedRun(slack, channel)
    const threadTs = asText(first.roots[0]?.['ts'])
    await slack.people.type({ user: 'jonas', channel, text: '@503 recheck', threadTs })
    const second = await finishedRun(slack, channel, [first.runId])
    expect([...second.roots, ...second.checklists].map((message) => message['thread_ts'])).toEqual([threadTs, threadTs])
  })

  it("the shortcut on an alert checks the service that it names, in the alert's thread", async () => {
    const { slack } = scene
    const channel = slack.channelId('alerts')
    const known = (await readRuns(slack, channel)).map(({ runId }) => runId)
    const text = 'FIRING: 5xx rate of api-prod is 38 %'
    const alert = await slack.people.type({ user: 'jonas', channel, text })
    await slack.people.shortcut({ user: 'maya', channel, ts: alert.ts, callbackId: 'check_behind_message' })
    expect((await finishedRun(slack, channel, known)).checklists[0]?.['thread_ts']).toBe(alert.ts)
  })

  it('the other shortcut explains the lines of a message to the one who chose it', async () => {
    const { slack } = scene
    const channel = slack.channelId('alerts')
    const text = 'ReplyError: NOAUTH Authentication required.'
    const message = await slack.people.type({ user: 'jonas', channel, text })
    await slack.people.shortcut({ user: 'maya', channel, ts: message.ts, callbackId: 'explain_message' })
    expect(await privateAnswer(slack, channel, 'redis: Redis refused the login')).toContain('(dependency_failure)')
  })

  it('Re-run checks again in the same thread', async () => {
    const { slack } = scene
    const channel = slack.channelId('incidents')
    const known = await readRuns(slack, channel)
    const ts = asText(known[0]?.checklists[0]?.['ts'])
    await slack.people.click({ user: 'maya', channel, ts, actionId: actionIds.rerun })
    const again = await finishedRun(
      slack,
      channel,
      known.map(({ runId }) => runId),
    )
    expect(again.checklists[0]?.['thread_ts']).toBe(known[0]?.roots[0]?.['ts'])
  })

  it.each([
    ['/503 chek api-prod', '"chek" is not something 503 does'],
    ['/503 check api-prd', 'Did you mean api-prod?'],
    ['/503 services', 'api-prod, shop'],
    ['/503 status', 'No check is running'],
    ['/503 explain https://elsewhere.example', 'is not an address of services.yml'],
    [
      `/503 explain ${'one more line\n'.repeat(60)}pq: sorry, too many clients already`,
      'postgresql: max_connections is reached (db_connections_exhausted)',
    ],
    [
      '/503 explain &lt; HTTP/1.1 502 Bad Gateway\n&lt; content-type: text/html\n&lt; \n<center><h1>502 Bad Gateway</h1></center><hr><center>openresty</center>',
      'answered 502, produced by openresty (certain)',
    ],
    ['/503 help', '/503 check &lt;service&gt;'],
  ])('%s is answered to the one who typed it', async (text, answer) => {
    const { slack } = scene
    const channel = slack.channelId('incidents')
    await slack.people.type({ user: 'maya', channel, text })
    expect(await privateAnswer(slack, channel, answer)).toContain(answer)
  })

  it('a channel without the bot is answered with the invitation to send, and gets no message', async () => {
    const { slack } = scene
    const channel = slack.channelId('random')
    await slack.people.type({ user: 'maya', channel, text: '/503 check shop' })
    expect(await privateAnswer(slack, channel, '/invite @503')).toContain('/invite @503')
    await slack.people.type({ user: 'maya', channel, text: '/invite @503' })
    await slack.people.type({ user: 'maya', channel, text: '/503 check shop' })
    expect((await finishedRun(slack, channel)).roots).toHaveLength(1)
  })

  it('the bot logged no error in all of this, and no call was refused for its rate', () => {
    expect(scene.world.errors).toEqual([])
    expect(refusedForRate(scene.slack.log)).toEqual([])
  })
})

/** The answer that only one person sees and that has this part. */
async function privateAnswer(slack: LocalSlack, channel: string, part: string): Promise<string> {
  return waitUntil(`the private answer "${part}"`, () =>
    slack.board
      .messages(channel)
      .filter(({ onlyFor }) => onlyFor !== undefined)
      .map(({ message }) => asText(message['text']))
      .find((text) => text.includes(part)),
  )
}

/** Every text in a view. */
function textOf(view: Json | undefined): string {
  return [...JSON.stringify(view ?? {}).matchAll(/"text":"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1]).join('\n')
}
