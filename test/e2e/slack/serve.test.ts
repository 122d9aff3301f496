import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asText } from '../../local-slack/json.ts'
import { createLocalSlack, type LocalSlack } from '../../local-slack/local-slack.ts'
import { runServe, type ServedBot } from '../../local-slack/run-serve.ts'
import { hasVerdict, readRuns } from './read-thread.ts'
import { waitUntil } from './wait-until.ts'

const folder = await mkdtemp(join(tmpdir(), 'slash503-serve-'))
const configFile = join(folder, 'services.yml')
const shop = 'services:\n  shop: { url: "http://127.0.0.1:1/" }\n'

describe('503 serve that cannot start', () => {
  let slack: LocalSlack
  const blocker = createServer()
  beforeAll(async () => {
    slack = await createLocalSlack()
    await writeFile(configFile, shop)
    await new Promise<void>((resolve) => blocker.listen(0, resolve))
  })
  afterAll(async () => {
    blocker.close()
    await slack.stop()
  })

  const serve = (env: Record<string, string>): Promise<{ status: number; said: string }> => {
    const { bot, app } = slack.tokens
    const right = { SLACK_API_URL: slack.apiUrl, SLACK_BOT_TOKEN: bot, SLACK_APP_TOKEN: app, PORT: '0' }
    const all = { PATH: process.env['PATH'] ?? '', HOME: folder, ...right, ...env }
    return new Promise((resolve) => {
      execFile(
        'node',
        ['bin/503.js', 'serve', '--config', configFile],
        { env: all, timeout: 30_000 },
        (error, _, said) => resolve({ status: Number(error?.code ?? 0), said }),
      )
    })
  }

  it.each<[string, () => Record<string, string>, string]>([
    [
      'an app token that Slack does not know',
      () => ({ SLACK_APP_TOKEN: 'xapp-1-wrong' }),
      'Slack does not know SLACK_APP_TOKEN',
    ],
    [
      'a bot token that Slack does not know',
      () => ({ SLACK_BOT_TOKEN: 'xoxb-wrong' }),
      'Slack does not know SLACK_BOT_TOKEN',
    ],
    ['the bot token as app token', () => ({ SLACK_APP_TOKEN: slack.tokens.bot }), 'SLACK_APP_TOKEN holds a bot token'],
    ['a token in quotes', () => ({ SLACK_APP_TOKEN: `"${slack.tokens.app}"` }), 'SLACK_APP_TOKEN has quotes around it'],
    ['a line break behind a token', () => ({ SLACK_BOT_TOKEN: `${slack.tokens.bot}\n` }), 'has a line break in it'],
    ['PORT=abc', () => ({ PORT: 'abc' }), 'Cannot use "abc" as PORT: expected a whole number from 1 to 65535'],
    ['LOG_LEVEL=loud', () => ({ LOG_LEVEL: 'loud' }), 'Cannot use "loud" as LOG_LEVEL: expected one of trace, debug'],
    ['a proxy without http://', () => ({ HTTPS_PROXY: 'proxy:3128' }), 'HTTPS_PROXY is set to: expected an address'],
    ['a port in use', () => ({ PORT: portOf(blocker) }), `: another process listens on it`],
    [
      'a port in use, over HTTP',
      () => ({ PORT: portOf(blocker), SLACK_SIGNING_SECRET: 'abc' }),
      `: another process listens on it`,
    ],
    [
      'nobody at the address of Slack',
      () => ({ SLACK_API_URL: 'http://127.0.0.1:2/api/' }),
      'Slack could not be reached: the connection was refused',
    ],
  ])('for %s says so and ends with 78', async (_, env, line) => {
    const { status, said } = await serve(env())
    expect(said).toContain(line)
    expect(said).not.toContain('bug in slash503')
    expect(status).toBe(78)
  })
})

function portOf(server: ReturnType<typeof createServer>): string {
  const address = server.address()
  return String(typeof address === 'object' ? address?.port : '')
}

describe('503 serve while it runs', () => {
  let slack: LocalSlack
  let bot: ServedBot
  let said = ''
  beforeAll(async () => {
    slack = await createLocalSlack()
    await writeFile(configFile, shop)
    bot = await runServe(slack, { configFile, onLog: (text) => (said += text) })
  })
  afterAll(async () => {
    await bot.stop()
    await slack.stop()
    await rm(folder, { recursive: true })
  })
  const logged = (message: string): Promise<Readonly<Record<string, unknown>>> =>
    waitUntil(`"${message}" in the log`, () =>
      said
        .split('\n')
        .filter((line) => line.includes(message))
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .at(-1),
    )
  const told = async (text: string, part: string): Promise<string> => {
    const channel = slack.channelId('incidents')
    await slack.people.type({ user: 'maya', channel, text })
    return waitUntil(`"${part}"`, () =>
      slack.board
        .messages(channel)
        .filter(({ onlyFor }) => onlyFor !== undefined)
        .map(({ message }) => asText(message['text']))
        .find((answer) => answer.includes(part)),
    )
  }

  it('logs one line for a check: who, what, where, outcome, seconds', async () => {
    const channel = slack.channelId('incidents')
    await slack.people.type({ user: 'maya', channel, text: '/503 check shop --only edge' })
    await waitUntil('the verdict', async () =>
      (await readRuns(slack, channel)).find(({ roots }) => hasVerdict(roots[0])),
    )
    const maya = slack.workspace.people[0]?.id ?? ''
    const line = await logged('checked shop')
    expect(line).toMatchObject({ service: 'shop', by: maya, channel, hosts: [], only: ['edge'] })
    expect([typeof line['outcome'], typeof line['seconds']]).toEqual(['string', 'number'])
    expect(said.split('\n').filter((text) => text.includes('checked shop'))).toHaveLength(1)
  })

  it('on SIGHUP refuses a file with errors, keeps the old one, then takes a good one with its allow', async () => {
    await writeFile(configFile, 'services:\n  shop: { urll: "http://127.0.0.1:1/" }\n')
    bot.child.kill('SIGHUP')
    expect(JSON.stringify(await logged('services.yml was not taken'))).toContain('did you mean url')
    expect(await told('/503 services', 'Services: shop')).toBe('Services: shop')
    await rm(configFile)
    bot.child.kill('SIGHUP')
    await waitUntil('the missing file in the log', () => (said.includes('any more') ? true : undefined))
    const other = '  other: { url: "http://127.0.0.1:1/" }\n'
    await writeFile(configFile, `${shop.replace(' }', ', allow: { users: [U0NOBODY] } }')}${other}`)
    bot.child.kill('SIGHUP')
    expect(await logged('services.yml was read again')).toMatchObject({ services: 2 })
    await told('/503 services', 'Services: other')
    await told('/503 check shop', 'You may not have shop checked.')
  })

  it('/readyz follows the connection to Slack, /healthz does not', async () => {
    const { port } = await logged('connected to')
    const ask = async (path: string): Promise<number> => (await fetch(`http://127.0.0.1:${String(port)}${path}`)).status
    expect([await ask('/readyz'), await ask('/healthz')]).toEqual([200, 200])
    await slack.stop()
    await waitUntil('not ready', async () => ((await ask('/readyz')) === 503 ? true : undefined), 40_000)
    expect(await ask('/healthz')).toBe(200)
  })
})
