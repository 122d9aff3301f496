import { afterEach, describe, expect, it } from 'vitest'
import { actionIds } from '../../../src/report/slack/actions.ts'
import type { Allow } from '../../../src/service/service.ts'
import { asText, type Json } from '../../local-slack/json.ts'
import { createLocalSlack, type LocalSlack, type LocalSlackOptions } from '../../local-slack/local-slack.ts'
import { sampleReports } from '../../support/sample-reports.ts'
import { hasVerdict, isFinal, type KeptRun, readRuns } from './read-thread.ts'
import { createReplayWorld, type ReplayedWorld } from './replay-world.ts'
import { startBot } from './start-bot.ts'
import { waitUntil } from './wait-until.ts'

const reports = [sampleReports['app-not-started'], sampleReports['healthy-one-host']].filter((report) => !!report)
const stops: (() => Promise<unknown>)[] = []

interface Scene {
  readonly slack: LocalSlack
  readonly world: ReplayedWorld
  /** Who may check `api-prod`; `shop` is everybody's. */
  readonly allow: { 'api-prod'?: Allow }
  readonly channel: string
}

async function open(allowed: Partial<Allow>, options: LocalSlackOptions = {}): Promise<Scene> {
  const slack = await createLocalSlack({ faults: { enforceRates: false }, ...options })
  stops.push(() => slack.stop())
  const allow = { 'api-prod': { users: [], groups: [], channels: [], ...allowed } }
  const world = createReplayWorld({ reports, stepMs: 10, allow })
  const bot = await startBot(slack, world)
  stops.push(() => bot.stop())
  return { slack, world, allow, channel: slack.channelId('incidents') }
}

const idOf = ({ slack }: Pick<Scene, 'slack'>, name: string): string =>
  slack.workspace.people.find((person) => person.name === name)?.id ?? ''

/** What only `user` sees and has this part. */
async function told({ slack, channel }: Scene, user: string, part: string): Promise<string> {
  return waitUntil(`"${part}" for ${user}`, () =>
    slack.board
      .messages(channel)
      .filter(({ onlyFor }) => onlyFor === idOf({ slack }, user))
      .map(({ message }) => asText(message['text']))
      .find((text) => text.includes(part)),
  )
}

async function finished({ slack, channel }: Scene, count = 1): Promise<KeptRun> {
  return waitUntil(`${count} finished runs`, async () => {
    const runs = (await readRuns(slack, channel)).filter(
      ({ roots, checklists }) => hasVerdict(roots[0]) && checklists.some(isFinal),
    )
    return runs.length >= count ? runs[0] : undefined
  })
}

const seenByAll = ({ slack, channel }: Scene): readonly Json[] =>
  slack.board
    .messages(channel)
    .filter(({ onlyFor, message }) => onlyFor === undefined && message['bot_id'] !== undefined)
    .map(({ message }) => message)

afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
})

const refusal = 'You may not have api-prod checked. services.api-prod.allow in services.yml names who may'

describe('allow of services.yml', () => {
  it('lets a named user check, and tells anybody else why not, alone', async () => {
    const scene = await open({ users: ['U1'] })
    scene.allow['api-prod'] = { users: [idOf(scene, 'maya')], groups: [], channels: [] }
    const { slack, channel } = scene
    await slack.people.type({ user: 'jonas', channel, text: '/503 check api-prod' })
    expect(await told(scene, 'jonas', refusal)).toContain(`can add ${idOf(scene, 'jonas')} to its users`)
    expect(seenByAll(scene)).toEqual([])
    expect(scene.world.lines).toContainEqual(
      expect.objectContaining({ message: 'refused', by: idOf(scene, 'jonas'), service: 'api-prod', verb: 'run' }),
    )
    await slack.people.type({ user: 'maya', channel, text: '/503 check api-prod' })
    await finished(scene)
    expect(scene.world.lines).toContainEqual(
      expect.objectContaining({
        service: 'api-prod',
        by: idOf(scene, 'maya'),
        channel,
        outcome: 'down',
        hosts: [],
        only: [],
      }),
    )
  })

  it.each<[string, (scene: Scene) => Promise<unknown>]>([
    ['a mention', ({ slack, channel }) => slack.people.type({ user: 'jonas', channel, text: '@503 check api-prod' })],
    [
      'another spelling',
      ({ slack, channel }) => slack.people.type({ user: 'jonas', channel, text: '/503 check API-PROD' }),
    ],
    [
      'the message shortcut',
      async ({ slack, channel }) => {
        const { ts } = await slack.people.type({ user: 'maya', channel, text: 'FIRING: api-prod is down' })
        return slack.people.shortcut({ user: 'jonas', channel, ts, callbackId: 'check_behind_message' })
      },
    ],
    [
      'a pick from a list that was opened before',
      async ({ slack, channel, allow }) => {
        const before = allow['api-prod']
        delete allow['api-prod']
        await slack.people.type({ user: 'jonas', channel, text: '/503' })
        const modal = await waitUntil('the list', () => slack.board.views(idOf({ slack }, 'jonas'))[0])
        if (before) allow['api-prod'] = before
        const values = { service: { name: { type: 'static_select', selected_option: { value: 'api-prod' } } } }
        return slack.people.submit({ user: 'jonas', viewId: modal.id, values })
      },
    ],
  ])('is asked for %s', async (_, act) => {
    const scene = await open({ users: ['U0NOBODY'] })
    await act(scene)
    await told(scene, 'jonas', refusal)
    expect(seenByAll(scene)).toEqual([])
  })

  it.each([
    [actionIds.rerun, 'checked'],
    [actionIds.evidence, 'shown'],
    [actionIds.failedOnly, 'shown'],
    [actionIds.explain, 'shown'],
    [actionIds.mute, 'checked'],
  ])('is asked at the button %s, at the moment of the click', async (actionId, deed) => {
    const scene = await open({})
    const { slack, channel, allow } = scene
    await slack.people.type({ user: 'jonas', channel, text: '/503 check api-prod' })
    const ts = asText((await finished(scene)).checklists[0]?.['ts'])
    allow['api-prod'] = { users: [idOf(scene, 'maya')], groups: [], channels: [] }
    await slack.people.click({ user: 'jonas', channel, ts, actionId })
    await told(scene, 'jonas', `You may not have api-prod ${deed}.`)
    expect([slack.board.views(idOf(scene, 'jonas')), (await readRuns(slack, channel)).length]).toEqual([[], 1])
  })

  it('is asked when evidence is paged through in an open modal, and for recheck in a thread', async () => {
    const scene = await open({})
    const { slack, channel, allow } = scene
    await slack.people.type({ user: 'jonas', channel, text: '/503 check api-prod' })
    const run = await finished(scene)
    const ts = asText(run.checklists[0]?.['ts'])
    await slack.people.click({ user: 'jonas', channel, ts, actionId: actionIds.evidence })
    const modal = await waitUntil('the modal', () => slack.board.views(idOf(scene, 'jonas'))[0])
    allow['api-prod'] = { users: [idOf(scene, 'maya')], groups: [], channels: [] }
    await slack.people.click({ user: 'jonas', viewId: modal.id, actionId: 'evidence.step.process' })
    await told(scene, 'jonas', 'You may not have api-prod shown.')
    await slack.people.type({ user: 'jonas', channel, text: '@503 recheck', threadTs: asText(run.roots[0]?.['ts']) })
    await told(scene, 'jonas', refusal)
    expect(await readRuns(slack, channel)).toHaveLength(1)
  })

  it('restricts where, and says so', async () => {
    const scene = await open({ channels: ['C0ELSEWHERE'] })
    const { slack, channel } = scene
    await slack.people.type({ user: 'maya', channel, text: '/503 check api-prod' })
    const where = 'api-prod may not be checked in this channel. services.api-prod.allow.channels'
    expect(await told(scene, 'maya', where)).toContain(`can add ${channel}`)
  })

  it.each([
    ['/503 services', 'shop', 'Services: shop'],
    ['/503 check api-prd', 'See /503 services', 'There is no service "api-prd". See /503 services.'],
    ['/503 status', '1 services', 'No check is running; 1 services can be checked.'],
    ['/503 explain https://api-prod.example', 'may not have', 'You may not have api-prod shown.'],
  ])('%s names no service that may not be looked at', async (text, part, whole) => {
    const scene = await open({ users: ['U0NOBODY'] })
    await scene.slack.people.type({ user: 'jonas', channel: scene.channel, text })
    expect(await told(scene, 'jonas', part)).toContain(whole)
  })

  it('leaves it out of the list to pick from', async () => {
    const scene = await open({ users: ['U0NOBODY'] })
    await scene.slack.people.type({ user: 'jonas', channel: scene.channel, text: '/503' })
    const modal = await waitUntil('the list', () => scene.slack.board.views(idOf(scene, 'jonas'))[0])
    expect(JSON.stringify(modal.view)).toContain('shop')
    expect(JSON.stringify(modal.view)).not.toContain('api-prod')
  })
})

describe('a user group under allow', () => {
  it('lets its members check and nobody else, and is read once a minute', async () => {
    const scene = await open({ groups: ['S0OPS'] }, { userGroups: { S0OPS: ['maya'] } })
    const { slack, channel } = scene
    await slack.people.type({ user: 'jonas', channel, text: '/503 check api-prod' })
    await told(scene, 'jonas', refusal)
    await slack.people.type({ user: 'maya', channel, text: '/503 check api-prod' })
    await finished(scene)
    expect(slack.log.calls.filter(({ method }) => method === 'usergroups.users.list')).toHaveLength(1)
  })

  it.each<[string, LocalSlackOptions, string]>([
    ['that Slack does not know', {}, 'S0OPS could not be read (Slack knows no such group)'],
    [
      'that the app may not read',
      { withoutScopes: ['usergroups:read'], userGroups: { S0OPS: ['maya'] } },
      'the app lacks the scope usergroups:read, reinstall it from manifest.yml',
    ],
    [
      'that Slack gives no answer about',
      { userGroups: { S0OPS: ['maya'] }, faults: { methods: ['usergroups.users.list'], serverErrorShare: 1 } },
      'S0OPS could not be read (Slack could not be reached)',
    ],
  ])('%s refuses, with the reason', async (_, options, reason) => {
    const scene = await open({ groups: ['S0OPS'] }, options)
    const { slack, channel } = scene
    await slack.people.type({ user: 'maya', channel, text: '/503 check api-prod' })
    await told(scene, 'maya', reason)
    expect(seenByAll(scene)).toEqual([])
  })
})
