import { getEventListeners } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { SlackMode } from '../report/slack/view.ts'
import { createCallBudget } from './call-budget.ts'
import { LiveMessage, type ModeMemory } from './live-message.ts'
import type { CallFailure, OutgoingMessage, SlackCalls } from './slack-calls.ts'

const platformError = (error: string, ...messages: readonly string[]): unknown => ({
  code: 'slack_webapi_platform_error',
  data: { error, response_metadata: { messages } },
})
const reset = { code: 'slack_webapi_request_error', message: 'socket hang up' }
const rateLimited = { code: 'slack_webapi_rate_limited_error', retryAfter: 0.01 }

/** A channel that keeps what was posted; `faults` are thrown call by call, 'after' means that the work was done first. */
function fakeSlack(faults: readonly (undefined | { before?: unknown; after?: unknown })[] = []): SlackCalls & {
  readonly shown: Map<string, OutgoingMessage>
  readonly log: string[]
} {
  const shown = new Map<string, OutgoingMessage>()
  const log: string[] = []
  let call = 0
  const through = (kind: string, work: () => void): void => {
    const fault = faults[call++]
    log.push(kind)
    if (fault?.before !== undefined) throw fault.before
    work()
    if (fault?.after !== undefined) throw fault.after
  }
  return {
    shown,
    log,
    post: async (message) => {
      const ts = `ts${shown.size + 1}`
      through('post', () => shown.set(ts, message))
      return { ts }
    },
    update: async (message) => through('update', () => shown.set(message.ts, message)),
    find: async ({ mark }) => {
      through('find', () => undefined)
      return [...shown].find(([, message]) => message.mark.runId === mark.runId && message.mark.part === mark.part)?.[0]
    },
  }
}

function follow(
  calls: SlackCalls,
  more: { memory?: ModeMemory; problems?: CallFailure[]; gapMs?: number; signal?: AbortSignal } = {},
): LiveMessage {
  const budget = { perMinute: 60_000, burst: 10, now: () => performance.now() }
  return new LiveMessage({
    calls,
    channel: 'C1',
    mark: { runId: 'r1', part: 'root', service: 'api-prod', hosts: [], only: [] },
    memory: more.memory ?? { mode: 'plan' },
    posts: createCallBudget(budget),
    updates: createCallBudget(budget),
    gapMs: () => more.gapMs ?? 1,
    patienceMs: 5000,
    onProblem: (failure) => more.problems?.push(failure),
    now: () => performance.now(),
    ...(more.signal ? { signal: more.signal } : {}),
  })
}

const say = (content: string) => () => ({ text: content })

describe('LiveMessage', () => {
  it('coalesces states: the newest wins, and the final one is the last', async () => {
    const slack = fakeSlack()
    const message = follow(slack, { gapMs: 30 })
    message.show(say('0'))
    await message.posted()
    for (let n = 1; n < 50; n++) message.show(say(String(n)))
    message.show(say('final'), { isFinal: true })
    message.show(say('late'))
    expect(await message.finished()).toEqual({ kind: 'delivered', ts: 'ts1' })
    expect(slack.log).toEqual(['post', 'update'])
    expect(slack.shown.get('ts1')?.text).toBe('final')
  })

  it.each([
    ['a rate limit on the post', [{ before: rateLimited }], ['post', 'post', 'update']],
    ['a reset before the post was made', [{ before: reset }], ['post', 'find', 'post', 'update']],
    ['a reset after the post was made', [{ after: reset }], ['post', 'find', 'update', 'update']],
    [
      'a rate limit on the search after a lost answer',
      [{ after: reset }, { before: rateLimited }],
      ['post', 'find', 'find', 'update', 'update'],
    ],
    ['a reset after the update was made', [undefined, { after: reset }], ['post', 'update', 'update']],
    ['an internal error of Slack', [{ before: platformError('internal_error') }], ['post', 'find', 'post', 'update']],
  ] as const)('survives %s with one message in its final state', async (_, faults, log) => {
    const slack = fakeSlack(faults)
    const message = follow(slack)
    message.show(say('begin'))
    await message.posted()
    message.show(say('final'), { isFinal: true })
    expect(await message.finished()).toMatchObject({ kind: 'delivered' })
    expect([...slack.shown.values()].map((shown) => shown.text)).toEqual(['final'])
    expect(slack.log).toEqual(log)
  })

  it.each<[string, unknown, SlackMode]>([
    ['a block that the workspace lacks', platformError('invalid_blocks', '[ERROR] unsupported type: plan'), 'blocks'],
    ['invalid_blocks without a reason', platformError('invalid_blocks'), 'blocks'],
    ['one block with a mistake', platformError('invalid_blocks', '[ERROR] must be more than 0 characters'), 'plan'],
    ['a message that is too long', platformError('msg_blocks_too_long'), 'plan'],
  ])('says it more simply after %s, and remembers what concerns the workspace', async (_, error, remembered) => {
    const memory: ModeMemory = { mode: 'plan' }
    const problems: CallFailure[] = []
    const slack = fakeSlack([{ before: error }])
    const message = follow(slack, { memory, problems })
    message.show((asked) => ({ text: asked }), { isFinal: true })
    expect(await message.finished()).toMatchObject({ kind: 'delivered' })
    expect(slack.shown.get('ts1')?.text).toBe('blocks')
    expect(memory.mode).toBe(remembered)
    expect(problems).toHaveLength(1)
  })

  it('ends with text alone where no blocks are taken', async () => {
    const memory: ModeMemory = { mode: 'plan' }
    const refused = { before: platformError('invalid_blocks', '[ERROR] unsupported type: section') }
    const slack = fakeSlack([refused, refused])
    const message = follow(slack, { memory })
    message.show((asked) => ({ text: asked }), { isFinal: true })
    await message.finished()
    expect([slack.shown.get('ts1')?.text, memory.mode]).toEqual(['text', 'text'])
  })

  it.each(['not_in_channel', 'channel_not_found', 'is_archived', 'message_not_found', 'msg_not_allowed'])(
    'gives up on %s and says so',
    async (code) => {
      const message = follow(fakeSlack([{ before: platformError(code) }]))
      message.show(say('x'), { isFinal: true })
      expect(await message.finished()).toMatchObject({ kind: 'given-up' })
      expect(await message.posted()).toBeUndefined()
    },
  )

  it('lowers a message that is over a limit before Slack can refuse it', async () => {
    const slack = fakeSlack()
    const message = follow(slack)
    const blocks = Array.from({ length: 51 }, () => ({ type: 'divider' as const }))
    message.show((mode) => (mode === 'plan' ? { text: 'too many', blocks } : { text: mode }), { isFinal: true })
    await message.finished()
    expect(slack.shown.get('ts1')?.text).toBe('blocks')
    expect(slack.log).toEqual(['post'])
  })

  it.each([
    ['after a failure', [{ before: reset }], 1],
    ['for its turn', [], 600_000],
  ])('is given up when the bot stops while it waits %s', async (_, faults, gapMs) => {
    const stopping = new AbortController()
    const message = follow(fakeSlack(faults), { gapMs, signal: stopping.signal })
    message.show(say('first'))
    await wait(10)
    message.show(say('last'), { isFinal: true })
    setTimeout(() => stopping.abort(), 50)
    expect(await message.finished()).toEqual({ kind: 'given-up', reason: 'the bot was stopped' })
    expect(getEventListeners(stopping.signal, 'abort')).toHaveLength(0)
  })
})

describe('createCallBudget()', () => {
  it('serves final states first, then whoever was served longest ago', async () => {
    const budget = createCallBudget({ perMinute: 6000, burst: 1, now: () => performance.now() })
    const served: string[] = []
    const take = (owner: string, isFinal: boolean): Promise<void> =>
      budget.take(owner, { isFinal: () => isFinal }).then(() => void served.push(`${owner}${isFinal ? '!' : ''}`))
    await take('a', false)
    await Promise.all([take('a', false), take('b', false), take('c', true)])
    expect(served).toEqual(['a', 'c!', 'b', 'a'])
  })

  it('serves final states in the order in which they came, however often their owners were served before', async () => {
    const budget = createCallBudget({ perMinute: 6000, burst: 1, now: () => performance.now() })
    const served: string[] = []
    const take = (owner: string): Promise<void> =>
      budget.take(owner, { isFinal: () => true }).then(() => void served.push(owner))
    await take('old')
    await Promise.all([take('old'), take('new'), take('newer')])
    expect(served).toEqual(['old', 'old', 'new', 'newer'])
  })

  it('puts a state first that becomes final while it waits', async () => {
    const budget = createCallBudget({ perMinute: 1200, burst: 1, now: () => performance.now() })
    const served: string[] = []
    let isOver = false
    const take = (owner: string, isFinal: () => boolean): Promise<void> =>
      budget.take(owner, { isFinal }).then(() => void served.push(owner))
    await take('first', () => false)
    const all = Promise.all([take('other', () => false), take('final', () => isOver)])
    isOver = true
    await all
    expect(served).toEqual(['first', 'final', 'other'])
  })

  it('spreads calls over the minute after its burst', async () => {
    const budget = createCallBudget({ perMinute: 3000, burst: 2, now: () => performance.now() })
    const start = performance.now()
    for (let n = 0; n < 5; n++) await budget.take('a', { isFinal: () => true })
    expect(performance.now() - start).toBeGreaterThan(50)
  })

  it('rejects when the run is aborted, and leaves no listener behind', async () => {
    const budget = createCallBudget({ perMinute: 1, burst: 1, now: () => performance.now() })
    await budget.take('a', { isFinal: () => true })
    const controller = new AbortController()
    const waiting = budget.take('a', { isFinal: () => true, signal: controller.signal })
    controller.abort(new Error('stop'))
    await expect(waiting).rejects.toThrow('stop')
  })
})
