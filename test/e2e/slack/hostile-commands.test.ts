import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Outcome } from '../../local-slack/hands.ts'
import { asJson, asText, type Json } from '../../local-slack/json.ts'
import { createLocalSlack, type LocalSlack } from '../../local-slack/local-slack.ts'
import { arbitraryText } from '../../support/arbitrary-report.ts'
import { sampleReports } from '../../support/sample-reports.ts'
import { createReplayWorld, type ReplayedWorld } from './replay-world.ts'
import { type RunningBot, startBot } from './start-bot.ts'
import { waitUntil } from './wait-until.ts'

const verb = fc.constantFrom(
  '',
  'check',
  'CHECK',
  'recheck',
  'services',
  'status',
  'explain',
  'help',
  'check --host',
  'check --only',
)
const sneaky = fc.constantFrom(
  '; rm -rf /',
  '$(reboot)',
  '`id`',
  '--host=-oProxyCommand=id',
  '../../etc/passwd',
  'http://169.254.169.254/latest/meta-data',
  'file:///etc/passwd',
  '<http://127.0.0.1:22|x>',
  '<!everyone>',
  '__proto__',
  'constructor',
  '“shop”',
  '—only process',
)
const typed = fc
  .tuple(verb, fc.array(fc.oneof(arbitraryText, sneaky), { maxLength: 3 }))
  .map(([first, rest]) => [first, ...rest].join(' '))

/** What would ping, link or format: a control sequence that is not escaped. */
const live = /<(?:[!@#]|https?:)/

describe('500 hostile commands', () => {
  let slack: LocalSlack
  let bot: RunningBot
  let world: ReplayedWorld
  beforeAll(async () => {
    slack = await createLocalSlack({ faults: { enforceRates: false } })
    world = createReplayWorld({ reports: [sampleReports['healthy-one-host']].filter((report) => !!report), stepMs: 1 })
    bot = await startBot(slack, world)
  })
  afterAll(async () => {
    await bot.stop()
    await slack.stop()
  })

  const rootPosts = () => slack.log.calls.filter(({ part, method }) => part === 'root' && method === 'chat.postMessage')
  /** How a command was answered: privately, with a modal, or with the check that it asked for after all. */
  const answerTo = (outcome: { triggerId: string; responseId: string }, postsBefore: number): string | undefined =>
    slack.log.calls.find(
      ({ answers, isDone }) => isDone && answers !== '' && [outcome.responseId, outcome.triggerId].includes(answers),
    )?.method ?? (rootPosts().length > postsBefore ? 'run' : undefined)

  /** On a machine that stands still for seconds the sockets are renewed, and a person types again. */
  const typeUntilTaken = (channel: string, text: string): Promise<Outcome> =>
    waitUntil('an acknowledgement', async () => {
      const outcome = await slack.people.type({ user: 'maya', channel, text })
      return outcome.ack.kind === 'acked' ? outcome : undefined
    })

  it('are each acknowledged and answered; nothing in an answer is live, no error is logged', async () => {
    const channel = slack.channelId('incidents')
    const checked: string[] = []
    await fc.assert(
      fc.asyncProperty(typed, async (text) => {
        const before = rootPosts().length
        const outcome = await typeUntilTaken(channel, `/503 ${text}`)
        const answer = await waitUntil(`an answer to ${text}`, () => answerTo(outcome, before))
        if (answer === 'run') checked.push(text)
      }),
      { numRuns: 500, endOnFailure: true },
    )
    expect(checked.filter((text) => !/^\s*check\b.*shop/is.test(text))).toEqual([])
    expect(
      slack.board
        .messages(channel)
        .flatMap(({ message }) => parsedTexts(message))
        .filter((text) => live.test(text)),
    ).toEqual([])
    expect(slack.log.calls.filter(({ isDone }) => !isDone)).toEqual([])
    expect(world.errors).toEqual([])
  }, 240_000)
})

/** Every text of a message that Slack parses: the notification and mrkdwn objects. Rich text is shown as it is. */
function parsedTexts(message: Json): readonly string[] {
  const found = [asText(message['text'])]
  JSON.stringify(message['blocks'] ?? [], (_key, value: unknown) => {
    if (asJson(value)['type'] === 'mrkdwn') found.push(asText(asJson(value)['text']))
    return value
  })
  return found
}
