import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'node:tls'
import { afterAll, describe, expect, it } from 'vitest'
import { createLocalSlack } from '../../local-slack/local-slack.ts'
import { runServe } from '../../local-slack/run-serve.ts'
import { createCertificate } from '../../support/certificate.ts'
import { startConnectProxy } from '../../support/connect-proxy.ts'
import { hasVerdict, readRuns } from './read-thread.ts'
import { waitUntil } from './wait-until.ts'

/** A name that only the proxy resolves: what does not go through it fails. */
const name = 'slack.test'
const folder = await mkdtemp(join(tmpdir(), 'slash503-proxy-'))

describe('503 serve behind a proxy', () => {
  afterAll(() => rm(folder, { recursive: true }))

  it('reaches Slack over TLS through HTTPS_PROXY, with an authority of NODE_EXTRA_CA_CERTS', async () => {
    const certificate = createCertificate(name)
    await writeFile(join(folder, 'ca.pem'), certificate.cert)
    const configFile = join(folder, 'services.yml')
    await writeFile(configFile, 'services:\n  shop: { url: "http://127.0.0.1:1/" }\n')
    let slackPort = 0
    const front = createServer(certificate, (socket) => {
      const behind = connect(slackPort, '127.0.0.1')
      for (const end of [socket, behind]) end.on('error', () => [socket, behind].forEach((each) => each.destroy()))
      socket.pipe(behind).pipe(socket)
    })
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
    const publicUrl = `https://${name}:${(front.address() as AddressInfo).port}`
    const slack = await createLocalSlack({ publicUrl })
    slackPort = Number(new URL(slack.url).port)
    const proxy = await startConnectProxy()
    const env = { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') }
    const bot = await runServe(slack, { configFile, env })
    const channel = slack.channelId('incidents')
    await slack.people.type({ user: 'maya', channel, text: '/503 help' })
    await waitUntil('the answer', () => slack.board.messages(channel).find(({ onlyFor }) => onlyFor !== undefined))
    await slack.people.type({ user: 'maya', channel, text: '/503 check shop' })
    await waitUntil('the verdict', async () =>
      (await readRuns(slack, channel)).find(({ roots }) => hasVerdict(roots[0])),
    )
    expect(await bot.stop()).toBe(0)
    // Three WebSockets and at least one connection for calls, all to Slack: the service was asked directly.
    expect(proxy.asked.length).toBeGreaterThanOrEqual(4)
    expect(new Set(proxy.asked)).toEqual(new Set([publicUrl.replace('https://', '')]))
    await proxy.stop()
    await slack.stop()
    front.close()
  })
})
