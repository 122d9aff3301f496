import { createRandom, type Faults } from '../../local-slack/faults.ts'
import { createLocalSlack } from '../../local-slack/local-slack.ts'
import { sampleReports } from '../../support/sample-reports.ts'
import { countRuns, driveRuns, findBrokenRuns } from './drive-runs.ts'
import { createReplayWorld } from './replay-world.ts'
import { startBot } from './start-bot.ts'
import { waitUntil } from './wait-until.ts'

/** Everything at once: 429 on a third of the calls, 5xx, resets after the work, renewed sockets, everything twice. */
const badWeather: Partial<Faults> = {
  rateLimitShare: 1 / 3,
  retryAfterS: 1,
  serverErrorShare: 0.1,
  resetAfterShare: 0.1,
  delayMs: [0, 150],
  socketRefreshMs: 3000,
  duplicateDeliveries: true,
}

export interface Weathered {
  readonly taken: number
  readonly notTaken: number
  readonly runs: number
  readonly broken: readonly string[]
  /** Calls by how they ended. */
  readonly outcomes: Readonly<Record<string, number>>
  readonly errors: readonly string[]
}

/** Uses the bot in bad weather for `forMs`, waits until every run has ended, and says what came of it. */
export async function useInBadWeather(options: {
  forMs: number
  everyMs: number
  settleMs: number
  seed?: number
}): Promise<Weathered> {
  const names = ['incidents', 'payments', 'search']
  const slack = await createLocalSlack({
    channels: names.map((name) => ({ name })),
    faults: badWeather,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  })
  const reports = ['app-not-started', 'healthy-one-host', 'fleet-of-400'].flatMap((name) => sampleReports[name] ?? [])
  const random = createRandom(7)
  const world = createReplayWorld({ reports, stepMs: 250, vary: () => 0.2 + 1.6 * random() })
  const bot = await startBot(slack, world)
  const channels = names.map((name) => slack.channelId(name))
  try {
    const { everyMs, forMs } = options
    const driven = await driveRuns(slack, { channels, services: world.services, everyMs, forMs })
    await waitUntil(
      'every run in its final state',
      async () => {
        const runs = await countRuns(slack, channels)
        return runs >= driven.taken && (await findBrokenRuns(slack, channels, reports)).length === 0 ? true : undefined
      },
      options.settleMs,
    ).catch(() => undefined)
    const ended = Map.groupBy(slack.log.calls, (call) => call.outcome)
    return {
      ...driven,
      runs: await countRuns(slack, channels),
      broken: await findBrokenRuns(slack, channels, reports),
      outcomes: Object.fromEntries([...ended].map(([outcome, calls]) => [outcome, calls.length])),
      errors: world.errors,
    }
  } finally {
    // socket-mode 3.1.0 rejects unheard when it is closed while it reconnects; `503 serve` logs that, a test fails of it.
    slack.faults.socketRefreshMs = 0
    await waitUntil('both connections', () => (slack.connections() >= 2 ? true : undefined)).catch(() => undefined)
    await bot.stop()
    await slack.stop()
  }
}
