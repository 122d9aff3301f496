import type { WebClient } from '@slack/web-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWebClient } from '../../../src/slack/create-slack-calls.ts'
import { createLocalSlack, type LocalSlack } from '../../local-slack/local-slack.ts'
import { createRateBudgets } from '../../local-slack/rate-budgets.ts'

const plan = { type: 'plan', title: 'p', tasks: [{ type: 'task_card', task_id: 't', title: 't', status: 'pending' }] }
const section = (text: string): object => ({ type: 'section', text: { type: 'mrkdwn', text } })

/** What Slack's own client is told when it does what Slack forbids. */
describe('the local Slack is as strict as Slack', () => {
  let slack: LocalSlack
  let client: WebClient
  const failure = async (call: Promise<unknown>): Promise<{ error: string; messages: string }> => {
    const { code, data } = (await call.then(
      () => ({}),
      (error: unknown) => error,
    )) as { code?: string; data?: { error?: string; response_metadata?: { messages?: string[] } } }
    return { error: data?.error ?? code ?? 'no error', messages: (data?.response_metadata?.messages ?? []).join('\n') }
  }
  beforeAll(async () => {
    slack = await createLocalSlack({
      channels: [
        { name: 'in' },
        { name: 'out', hasBot: false },
        { name: 'secret', hasBot: false, isPrivate: true },
        { name: 'old' },
      ],
      faults: { enforceRates: false },
    })
    client = createWebClient(slack.tokens.bot, { apiUrl: slack.apiUrl })
    await slack.people.type({ user: 'maya', channel: slack.channelId('old'), text: '/archive' })
  })
  afterAll(() => slack.stop())

  it.each([
    ['out', 'not_in_channel'],
    ['secret', 'channel_not_found'],
    ['old', 'is_archived'],
  ])('a post into #%s is refused with %s', async (name, error) => {
    const post = client.chat.postMessage({ channel: slack.channelId(name), text: 'x' })
    expect(await failure(post)).toMatchObject({ error })
  })

  it.each<[string, object[], string]>([
    ['51 blocks', Array.from({ length: 51 }, () => section('x')), '/blocks'],
    ['a long section', [section('x'.repeat(3001))], '/blocks/0/text'],
    ['an unknown property', [{ ...section('x'), colour: 'red' }], 'invalid additional property: colour'],
    ['an unknown block', [{ type: 'marquee' }], '/blocks/0/type'],
    [
      'the status completed',
      [{ ...plan, tasks: [{ ...plan.tasks[0], status: 'completed' }] }],
      '/blocks/0/tasks/0/status',
    ],
    [
      'an empty text element',
      [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: '' }] }] }],
      '/blocks/0/elements/0/elements/0/text',
    ],
    [
      'block_id twice',
      [
        { ...section('x'), block_id: 'b' },
        { ...section('y'), block_id: 'b' },
      ],
      'block_id',
    ],
  ])('%s is refused as invalid_blocks with its place', async (_, blocks, place) => {
    const refused = await failure(
      client.chat.postMessage({ channel: slack.channelId('in'), text: 'x', blocks: blocks as never }),
    )
    expect(refused.error).toBe('invalid_blocks')
    expect(refused.messages).toContain(place)
  })

  it('an update is refused when it is too long, or of a message that is gone', async () => {
    const channel = slack.channelId('in')
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'x' })
    expect(await failure(client.chat.update({ channel, ts, text: 'x'.repeat(4001) }))).toMatchObject({
      error: 'msg_too_long',
    })
    expect(await failure(client.chat.update({ channel, ts: '1.2', text: 'x' }))).toMatchObject({
      error: 'message_not_found',
    })
  })

  it('metadata comes back only when it is asked for', async () => {
    const channel = slack.channelId('in')
    const metadata = { event_type: 'x', event_payload: { a: 'b' } }
    const { ts } = await client.chat.postMessage({ channel, text: 'x', metadata })
    const read = async (all: boolean): Promise<unknown> =>
      (await client.conversations.history({ channel, include_all_metadata: all })).messages?.find((m) => m.ts === ts)
        ?.metadata
    expect(await read(false)).toBeUndefined()
    expect(await read(true)).toEqual(metadata)
  })

  it('a trigger opens one modal, once', async () => {
    const { triggerId } = await slack.people.type({ user: 'maya', channel: slack.channelId('in'), text: '/503 help' })
    const view = { type: 'modal', title: { type: 'plain_text', text: 'x' }, blocks: [section('x')] } as never
    await client.views.open({ trigger_id: triggerId, view })
    expect(await failure(client.views.open({ trigger_id: triggerId, view }))).toMatchObject({
      error: 'exchanged_trigger_id',
    })
    expect(await failure(client.views.open({ trigger_id: 'made-up', view }))).toMatchObject({
      error: 'invalid_trigger_id',
    })
  })

  it('a file is shared once, in the thread, and only with the bytes that were announced', async () => {
    const channel = slack.channelId('in')
    const { ts: threadTs = '' } = await client.chat.postMessage({ channel, text: 'x' })
    const { upload_url: url = '', file_id: id = '' } = await client.files.getUploadURLExternal({
      filename: 'a.txt',
      length: 3,
    })
    const share = { files: [{ id, title: 'a' }] as [{ id: string; title: string }], channel_id: channel }
    const send = async (body: string): Promise<number> => (await fetch(url, { method: 'POST', body })).status
    expect(await failure(client.files.completeUploadExternal(share))).toMatchObject({ error: 'file_not_found' })
    expect([await send('four'), await send('abc')]).toEqual([400, 200])
    await client.files.completeUploadExternal({ ...share, thread_ts: threadTs })
    expect(await failure(client.files.completeUploadExternal(share))).toMatchObject({ error: 'file_not_found' })
    const { messages = [] } = await client.conversations.replies({ channel, ts: threadTs })
    expect(messages.map(({ files = [] }) => files.map((file) => file.id))).toEqual([[], [id]])
    expect(slack.board.messages(channel).at(-1)?.threadTs).toBe(threadTs)
    expect(await (await fetch(`${slack.url}/files/${id}`)).text()).toBe('abc')
  })

  it.each([
    ['out', 'not_in_channel'],
    ['secret', 'channel_not_found'],
    ['old', 'is_archived'],
  ])('a file for #%s is refused with %s', async (name, error) => {
    const { upload_url: url = '', file_id: id = '' } = await client.files.getUploadURLExternal({
      filename: 'a.txt',
      length: 1,
    })
    await fetch(url, { method: 'POST', body: 'a' })
    const share = client.files.completeUploadExternal({ files: [{ id }], channel_id: slack.channelId(name) })
    expect(await failure(share)).toMatchObject({ error })
  })

  it('a modal with a title of 25 characters is refused', async () => {
    const view = { type: 'modal', title: { type: 'plain_text', text: 'x'.repeat(25) }, blocks: [] } as never
    expect((await failure(client.views.open({ trigger_id: 'x', view }))).messages).toContain('/view/title')
  })

  it('a response_url takes five answers', async () => {
    const { responseId } = await slack.people.type({ user: 'maya', channel: slack.channelId('in'), text: '/503 help' })
    const answer = async (): Promise<number> =>
      (await fetch(`${slack.url}/response/${responseId}`, { method: 'POST', body: '{"text":"x"}' })).status
    const statuses = [await answer(), await answer(), await answer(), await answer(), await answer(), await answer()]
    expect(statuses).toEqual([200, 200, 200, 200, 200, 404])
  })

  it.each([
    ['', 'not_authed'],
    ['xoxb-somebody', 'invalid_auth'],
    ['xapp-local-503', 'not_allowed_token_type'],
  ])('the token "%s" is refused with %s', async (token, error) => {
    const headers = token ? { authorization: `Bearer ${token}` } : {}
    const answer = await fetch(`${slack.apiUrl}auth.test`, { method: 'POST', headers })
    expect(await answer.json()).toEqual({ ok: false, error })
  })

  it.each([
    ['no.such.method', 'unknown_method'],
    ['users.list', 'missing_scope'],
  ])('%s is answered with %s', async (method, error) => {
    expect(await failure(client.apiCall(method))).toMatchObject({ error })
  })

  it('the 51st update within a minute is refused until the first is a minute old', () => {
    let now = 0
    const take = createRateBudgets(() => now)
    const update = { method: 'chat.update', channel: 'C1' }
    for (let made = 0; made < 50; made++) expect(take(update)).toBeUndefined()
    now = 10_000
    expect(take(update)).toBe(50)
    now = 60_001
    expect(take(update)).toBeUndefined()
  })

  it('posts into one channel are refused after a burst of five; another channel is not affected', () => {
    const take = createRateBudgets(() => 0)
    const posts = Array.from({ length: 6 }, () => take({ method: 'chat.postMessage', channel: 'C1' }))
    expect(posts).toEqual([undefined, undefined, undefined, undefined, undefined, 1])
    expect(take({ method: 'chat.postMessage', channel: 'C2' })).toBeUndefined()
  })

  it('a call over the limit is a real 429 with Retry-After', async () => {
    slack.faults.enforceRates = true
    const channel = slack.channelId('in')
    const posts = Array.from({ length: 8 }, () => failure(client.chat.postMessage({ channel, text: 'x' })))
    const refused = (await Promise.all(posts)).filter(({ error }) => error === 'slack_webapi_rate_limited_error')
    slack.faults.enforceRates = false
    expect(refused.length).toBeGreaterThan(0)
  })
})
