import { createLocalSlack, type LocalSlack } from '../test/local-slack/local-slack.ts'
import { runServe } from '../test/local-slack/run-serve.ts'
import { type DemoFault, faults } from './faults.ts'
import { findMissing, startShop } from './start-shop.ts'

const defaultPort = 8580

/**
 * `npm run demo:slack [fault]`: a real shop on loopback, broken, a local Slack, and `503 serve` between them. Ends on
 * Ctrl-C.
 */
async function main(): Promise<number> {
  const wanted = process.argv[2] ?? 'stopped'
  const fault = faults.find(({ id }) => id === wanted)
  if (!fault) {
    console.error(`Unknown fault "${wanted}". Choose one of: ${faults.map(({ id }) => id).join(', ')}`)
    return 64
  }
  const missing = findMissing()
  if (missing !== undefined) console.error(`${missing}; every fault but "database" can be shown.`)
  if (missing !== undefined && fault.needsDatabase === true) return 69
  const asked = new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve))
  console.error('Starting a shop on loopback: PostgreSQL, a payment service, the application, a proxy, an SSH server …')
  const shop = await startShop()
  const slack = await createLocalSlack({ port: Number(process.env['DEMO_PORT'] ?? defaultPort) })
  try {
    console.error(`Breaking it: ${fault.title}.`)
    await fault.break(shop)
    const bot = await runServe(slack, { configFile: shop.configFile })
    await announce(slack, fault)
    console.log(`\nOpen ${slack.url}\n\nType in #incidents: /503 check shop\nCtrl-C ends everything.`)
    await asked
    await bot.stop()
    return 0
  } finally {
    await slack.stop()
    await shop.stop()
  }
}

/** What somebody would find in the channels: an alert that names the service, for the message menu. */
async function announce(slack: LocalSlack, fault: DemoFault): Promise<void> {
  if (fault.id === 'none') return
  const text = 'FIRING: shop answers 503 (5xx rate 100 % for 2 min)'
  await slack.people.type({ user: 'jonas', channel: slack.channelId('alerts'), text })
  await slack.people.type({
    user: 'jonas',
    channel: slack.channelId('incidents'),
    text: 'Customers say that the shop is down. I am looking for a laptop, can somebody start?',
  })
}

process.exitCode = await main()
