import { afterEach, describe, expect, it } from 'vitest'
import type { Report } from '../../../src/report/report.ts'
import { actionIds } from '../../../src/report/slack/actions.ts'
import { asList, asText, type Json } from '../../local-slack/json.ts'
import { createLocalSlack, type LocalSlack, type LocalSlackOptions } from '../../local-slack/local-slack.ts'
import { sampleReports } from '../../support/sample-reports.ts'
import { hasVerdict, isFinal, type KeptRun, readRuns } from './read-thread.ts'
import { createReplayWorld } from './replay-world.ts'
import { startBot } from './start-bot.ts'
import { waitUntil } from './wait-until.ts'

const reports = [sampleReports['app-not-started'] as Report, sampleReports['healthy-one-host'] as Report]
const stops: (() => Promise<unknown>)[] = []

interface Scene {
  readonly slack: LocalSlack
  readonly channel: string
  readonly errors: readonly string[]
  say(text: string): Promise<string>
}

async function open(options: LocalSlackOptions & { stepMs?: number } = {}): Promise<Scene> {
  const port = 20_000 + Math.floor(Math.random() * 20_000)
  const http = options.mode === 'http' ? { port, signingSecret: 'local-signing-secret' } : undefined
  const over = http ? { appUrl: `http://127.0.0.1:${port}/slack/events`, signingSecret: http.signingSecret } : {}
  const slack = await createLocalSlack({ ...options, ...over })
  stops.push(() => slack.stop())
  const world = createReplayWorld({ reports, stepMs: options.stepMs ?? 20 })
  const bot = await startBot(slack, world, http)
  stops.push(() => bot.stop())
  const channel = slack.channelId('incidents')
  const say = async (text: string): Promise<string> => (await slack.people.type({ user: 'maya', channel, text })).ts
  return { slack, channel, errors: world.errors, say }
}

async function finished({ slack }: Scene, channel: string, count = 1): Promise<readonly KeptRun[]> {
  return waitUntil(`${count} finished runs`, async () => {
    const runs = (await readRuns(slack, channel)).filter(
      ({ roots, checklists }) => hasVerdict(roots[0]) && checklists[0] && !saysChecking(checklists[0]),
    )
    return runs.length >= count ? runs : undefined
  })
}

function saysChecking(checklist: Json): boolean {
  return asText(checklist['text']).includes(': checking')
}

function typesOf(message: Json | undefined): readonly string[] {
  return asList(message?.['blocks']).map((block) => asText(block['type']))
}

async function told({ slack }: Scene, channel: string, part: string): Promise<string> {
  return waitUntil(`the private answer "${part}"`, () =>
    slack.board
      .messages(channel)
      .filter(({ onlyFor }) => onlyFor !== undefined)
      .map(({ message }) => JSON.stringify(message))
      .find((text) => text.includes(part)),
  )
}

const refusals = ({ slack }: Scene): number =>
  slack.log.calls.filter(({ outcome }) => outcome === 'invalid_blocks').length

afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
})

describe('a workspace that does not take every block', () => {
  it('without `plan` gets sections with the same lines and buttons, and is asked once only', async () => {
    const scene = await open({ faults: { refusePlan: true } })
    await scene.say('/503 check api-prod')
    const [first] = await finished(scene, scene.channel)
    expect(typesOf(first?.checklists[0])).toEqual(['section', 'section', 'section', 'actions'])
    expect(JSON.stringify(first?.checklists[0]?.['blocks'])).toContain('FAIL process: gunicorn is failed on app1, app2')
    await scene.say('/503 check shop')
    await finished(scene, scene.channel, 2)
    expect(refusals(scene)).toBe(1)
  })

  it('without any blocks gets text with the same lines, and is asked once for each kind', async () => {
    const scene = await open({ faults: { refuseBlocks: true } })
    await scene.say('/503 check api-prod')
    const [first] = await finished(scene, scene.channel)
    const text = asText(first?.checklists[0]?.['text'])
    expect(text).toContain('FAIL process: gunicorn is failed on app1, app2')
    expect(text).toContain('Cause: Application not running (confirmed), app1, app2')
    expect(typesOf(first?.checklists[0])).toEqual([])
    const asked = refusals(scene)
    await scene.say('/503 check shop')
    await finished(scene, scene.channel, 2)
    expect(asked).toBeLessThanOrEqual(2)
    expect(refusals(scene)).toBe(asked)
  })

  it('that refuses one message once shows the next ones in full again', async () => {
    const scene = await open({ faults: { invalidBlocksOnce: true } })
    await scene.say('/503 check api-prod')
    await finished(scene, scene.channel)
    await scene.say('/503 check shop')
    const runs = await finished(scene, scene.channel, 2)
    expect(runs.map(({ checklists }) => typesOf(checklists[0])[0])).toContain('plan')
    expect([refusals(scene), runs.length]).toEqual([1, 2])
  })
})

describe('while a check runs', () => {
  it('its channel is archived: the bot lets go of it and goes on elsewhere', async () => {
    const scene = await open({ stepMs: 150 })
    await scene.say('/503 check api-prod')
    await waitUntil('the checklist', async () =>
      (await readRuns(scene.slack, scene.channel))[0]?.checklists[0] ? true : undefined,
    )
    await scene.say('/archive')
    await waitUntil('the refusal', () =>
      scene.slack.log.calls.some(({ outcome }) => outcome === 'is_archived') ? true : undefined,
    )
    const other = scene.slack.channelId('alerts')
    await scene.slack.people.type({ user: 'maya', channel: other, text: '/503 check shop' })
    await finished(scene, other)
    const refused = scene.slack.log.calls.filter(({ outcome }) => outcome === 'is_archived')
    // Root and checklist learn it one call each, and there is no file.
    expect(refused.length).toBeLessThanOrEqual(2)
    expect(scene.errors).toEqual([])
  })

  it.each([
    ['checklist', 'root'],
    ['root', 'checklist'],
  ] as const)('its %s is deleted: it is not posted again, and the %s reaches its final state', async (gone, left) => {
    const scene = await open({ stepMs: 200 })
    await scene.say('/503 check api-prod')
    const run = await waitUntil('both messages', async () =>
      (await readRuns(scene.slack, scene.channel)).find(({ roots, checklists }) => roots[0] && checklists[0]),
    )
    const { channel } = scene
    const ts = asText((gone === 'root' ? run.roots : run.checklists)[0]?.['ts'])
    await scene.slack.workspace.call('chat.delete', { channel, ts }, { kind: 'bot' })
    const isLeftFinal = (): true | undefined => {
      const shown = scene.slack.board.messages(channel).find(({ message }) => markPart(message) === left)?.message
      return (left === 'root' ? hasVerdict(shown) : isFinal(shown)) ? true : undefined
    }
    await waitUntil('the other one', isLeftFinal)
    const posts = scene.slack.log.calls.filter(({ method, isDone }) => method === 'chat.postMessage' && isDone)
    expect(posts.map(({ part }) => part).toSorted()).toEqual(['checklist', 'root'])
    expect(scene.errors).toEqual([])
  })
})

function markPart(message: Json): string {
  return JSON.stringify(message['metadata'] ?? {}).includes('"root"') ? 'root' : 'checklist'
}

describe('what Slack delivers more than once runs once', () => {
  it.each([
    ['over Socket Mode, repeated with retry_attempt', { mode: 'socket', faults: { loseEventAcks: true } }],
    ['over HTTP, repeated with x-slack-retry-num', { mode: 'http', faults: { loseEventAcks: true } }],
    ['over Socket Mode, the envelope twice', { mode: 'socket', faults: { duplicateDeliveries: true } }],
  ] as const)('%s', async (_, options) => {
    const scene = await open(options)
    const threadTs = await scene.say('@503 check shop')
    await waitUntil('two deliveries', () =>
      scene.slack.log.deliveries.filter(({ kind, ackMs }) => kind === 'events_api' && ackMs !== undefined).length >= 2
        ? true
        : undefined,
    )
    await waitUntil('the run', async () => {
      const { messages } = { messages: scene.slack.board.messages(scene.channel) }
      return messages.some(({ message }) => asText(message['text']).startsWith('shop is healthy')) ? true : undefined
    })
    const posts = scene.slack.log.calls.filter(({ method, isDone }) => method === 'chat.postMessage' && isDone)
    expect(posts.map(({ part }) => part).toSorted()).toEqual(['checklist', 'root'])
    expect(threadTs).not.toBe('')
  })
})

describe('a channel that the bot cannot write to', () => {
  it.each([
    ['it was not invited to', { name: 'closed', hasBot: false }, 'I am not in this channel. Type /invite @503'],
    [
      'it cannot see',
      { name: 'secret', hasBot: false, isPrivate: true },
      'I cannot see this channel. Type /invite @503',
    ],
  ])('%s is answered with what to do, and nothing is looked at', async (_, wish, answer) => {
    const scene = await open({ channels: [{ name: 'incidents' }, wish] })
    const channel = scene.slack.channelId(wish.name)
    await scene.slack.people.type({ user: 'maya', channel, text: '/503 check shop' })
    await told(scene, channel, answer)
    expect(scene.slack.board.messages(channel).filter(({ onlyFor }) => onlyFor === undefined)).toEqual([])
  })
})

describe('opening a modal when Slack is in trouble', () => {
  const onViews = { methods: ['views.open'] }

  it('after 429 that ends in time the list opens', async () => {
    const scene = await open({ faults: { ...onViews, rateLimitShare: 1, retryAfterS: 1 } })
    const calm = waitUntil('429', () =>
      scene.slack.log.calls.some(({ outcome }) => outcome === 'injected 429') ? true : undefined,
    ).then(() => Object.assign(scene.slack.faults, { rateLimitShare: 0 }))
    await Promise.all([scene.say('/503'), calm])
    const maya = scene.slack.workspace.people[0]?.id ?? ''
    expect(await waitUntil('the list', () => scene.slack.board.views(maya)[0])).toMatchObject({ user: maya })
  })

  it('after a reset that came after the work nobody is told that it did not open', async () => {
    const scene = await open({ faults: { ...onViews, resetAfterShare: 1 } })
    const maya = scene.slack.workspace.people[0]?.id ?? ''
    const opened = waitUntil('the list', () => scene.slack.board.views(maya)[0]).then(() =>
      Object.assign(scene.slack.faults, { resetAfterShare: 0 }),
    )
    await Promise.all([scene.say('/503'), opened])
    await waitUntil('the second try', () =>
      scene.slack.log.calls.some(({ outcome }) => outcome === 'exchanged_trigger_id') ? true : undefined,
    )
    expect(scene.slack.board.messages(scene.channel).filter(({ onlyFor }) => onlyFor !== undefined)).toEqual([])
  })

  it('after 429 for longer than the trigger lives the person is told what to type', async () => {
    const scene = await open({ faults: { ...onViews, rateLimitShare: 1, retryAfterS: 30 } })
    await scene.say('/503')
    expect(await told(scene, scene.channel, 'Slack opened no list. Type /503 check and one of these')).toContain('shop')
  })

  it('a button whose modal does not open answers with the command for a terminal', async () => {
    const scene = await open({ faults: { ...onViews, serverErrorShare: 1 } })
    await scene.say('/503 check api-prod')
    const [run] = await finished(scene, scene.channel)
    const ts = asText(run?.checklists[0]?.['ts'])
    await scene.slack.people.click({ user: 'maya', channel: scene.channel, ts, actionId: actionIds.evidence })
    const instead = await told(scene, scene.channel, 'Slack opened no window.')
    expect(instead).toContain('Click again, or type in a terminal: 503 check api-prod --evidence')
    await scene.slack.people.click({ user: 'maya', channel: scene.channel, ts, actionId: actionIds.explain })
    await told(scene, scene.channel, 'What app_not_started means.')
  })
})
