import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createLocalSlack } from '../../local-slack/local-slack.ts'
import { runServe } from '../../local-slack/run-serve.ts'
import { hasVerdict, readRuns } from './read-thread.ts'
import { waitUntil } from './wait-until.ts'

const folder = await mkdtemp(join(tmpdir(), 'slash503-logs-'))

describe('503 serve', () => {
  afterAll(() => rm(folder, { recursive: true }))

  it('writes JSON lines and nothing else, and no token, at every level and in bad weather', async () => {
    const configFile = join(folder, 'services.yml')
    await writeFile(configFile, 'services:\n  shop: { url: "http://127.0.0.1:1/" }\n')
    const slack = await createLocalSlack({ faults: { resetAfterShare: 0.4, socketRefreshMs: 1500 } })
    const said: string[] = []
    const bot = await runServe(slack, { configFile, logLevel: 'trace', onLog: (text) => said.push(text) })
    const channel = slack.channelId('incidents')
    await slack.people.type({ user: 'maya', channel, text: '/503 check shop' })
    await waitUntil('the verdict', async () =>
      (await readRuns(slack, channel)).find(({ roots }) => hasVerdict(roots[0])),
    )
    expect(await bot.stop()).toBe(0)
    await slack.stop()
    const lines = said.join('').trimEnd().split('\n')
    const froms = new Set(lines.map((line) => (JSON.parse(line) as { from?: string }).from))
    expect([...froms]).toEqual(expect.arrayContaining(['web-api', 'socket-mode', 'bolt']))
    expect(lines.filter((line) => /xox[a-z]-|xapp-|ticket=(?!\*\*\*)/.test(line))).toEqual([])
  })
})
