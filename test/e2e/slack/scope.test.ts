import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { actionIds } from '../../../src/report/slack/actions.ts'
import { asText } from '../../local-slack/json.ts'
import { createLocalSlack, type LocalSlack } from '../../local-slack/local-slack.ts'
import { runServe, type ServedBot } from '../../local-slack/run-serve.ts'
import { isFinal, readRuns } from './read-thread.ts'
import { waitUntil } from './wait-until.ts'

const folder = mkdtempSync(join(tmpdir(), '503-scope-'))
const configFile = join(folder, 'services.yml')
let asked = 0
const health = createServer((_, response) => {
  asked += 1
  response.end('ok')
})
let slack: LocalSlack
let bot: ServedBot
let channel = ''

beforeAll(async () => {
  health.listen(0, '127.0.0.1')
  await once(health, 'listening')
  const { port } = health.address() as AddressInfo
  writeFileSync(
    configFile,
    `services:
  shop:
    hosts: [local, slash503-away]
    port: ${port}
    health: http://127.0.0.1:${port}/
  distant:
    hosts: [slash503-away]
    health: http://127.0.0.1:${port}/
`,
  )
  slack = await createLocalSlack()
  bot = await runServe(slack, { configFile, home: folder })
  channel = slack.channelId('incidents')
})

afterAll(async () => {
  await bot.stop()
  await slack.stop()
  health.close()
  rmSync(folder, { recursive: true })
})

async function privateAnswer(part: string): Promise<string> {
  return waitUntil(`the private answer "${part}"`, () =>
    slack.board
      .messages(channel)
      .filter(({ onlyFor }) => onlyFor !== undefined)
      .map(({ message }) => asText(message['text']))
      .find((text) => text.includes(part)),
  )
}

async function finalRuns(count: number) {
  return waitUntil(`${count} finished runs`, async () => {
    const runs = (await readRuns(slack, channel)).filter(({ checklists }) => checklists.some(isFinal))
    return runs.length >= count ? runs : undefined
  })
}

describe('/503 check of a part of a service', () => {
  it('answers a host that is none of the service to the requester alone, and looks at nothing', async () => {
    await slack.people.type({ user: 'maya', channel, text: '/503 check shop --host loca1' })
    expect(await privateAnswer('no host of shop')).toBe(
      'Cannot use "loca1" as --host: it is no host of shop. Did you mean local?',
    )
    await slack.people.type({ user: 'maya', channel, text: '/503 check distant --host TYPO' })
    expect(await privateAnswer('no host of distant')).toContain('It has: slash503-away')
    expect([(await readRuns(slack, channel)).length, asked]).toEqual([0, 0])
  })

  it('says which part it looked at, and Re-run looks at the same', async () => {
    await slack.people.type({ user: 'maya', channel, text: '/503 check shop --host LOCAL --only process' })
    const verdict = 'shop on local (1 of 2 hosts), process only: nothing wrong there'
    const [first] = await finalRuns(1)
    expect(first?.roots.map(({ text }) => asText(text))).toEqual([verdict])
    const ts = asText(first?.checklists[0]?.['ts'])
    await slack.people.click({ user: 'maya', channel, ts, actionId: actionIds.rerun })
    const again = (await finalRuns(2)).find(({ runId }) => runId !== first?.runId)
    expect(again?.checklists.map(({ text }) => asText(text))).toEqual([verdict])
    expect(asked).toBe(0)
  })

  it('Re-run looks at the same part also after the bot was started anew', async () => {
    const [first] = await finalRuns(2)
    await bot.stop()
    bot = await runServe(slack, { configFile, home: folder })
    const ts = asText(first?.checklists[0]?.['ts'])
    await slack.people.click({ user: 'maya', channel, ts, actionId: actionIds.rerun })
    const runs = await finalRuns(3)
    expect(runs.map(({ checklists }) => asText(checklists[0]?.['text']))).toEqual(
      Array.from({ length: 3 }, () => 'shop on local (1 of 2 hosts), process only: nothing wrong there'),
    )
  })

  it('asks a health URL on loopback on the hosts, never on the bot in their place', async () => {
    await slack.people.type({ user: 'maya', channel, text: '/503 check distant --only health' })
    await finalRuns(4)
    expect(asked).toBe(0)
  })
})
