import { randomBytes } from 'node:crypto'
import type { WebClient } from '@slack/web-api'
import type { Logger } from 'pino'
import { type ConnectionWatch, createConnectionWatch } from './slack/connection-watch.ts'
import { createLog } from './slack/create-log.ts'
import { createReceiver } from './slack/create-receiver.ts'
import { createSdkLogger } from './slack/create-sdk-logger.ts'
import { createSlackApp } from './slack/create-slack-app.ts'
import { createWebClient } from './slack/create-slack-calls.ts'
import { createSlackContext } from './slack/create-slack-context.ts'
import { createSlackNetwork, type SlackNetwork } from './slack/create-slack-network.ts'
import { createSlackWorld } from './slack/create-slack-world.ts'
import { createStatusServer } from './slack/create-status-server.ts'
import { keepServed, type Reloading, type Served } from './slack/keep-served.ts'
import { readSettings, type ServeSettings } from './slack/read-settings.ts'
import { requireSlackAccess } from './slack/require-slack-access.ts'
import { describeListening, settingsInvalid, slackUnusable } from './slack/serve-errors.ts'

export interface ServeOptions extends Served, Reloading {
  /** `docs/causes.md`, for *Explain this cause*. */
  readonly causesPage: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Resolves when the process is asked to stop. */
  readonly stopped: Promise<unknown>
}

/** How long running checks may take to finish on stop; containers get ten seconds before they are killed. */
const graceMs = 8000
/** Long enough for Slack on a bad day, short enough that somebody at the keyboard sees the reason. */
const startTimeoutMs = 20_000
/** Over HTTP nothing is connected between two calls: Slack is asked now and then whether the bot is still installed. */
const askEveryMs = 60_000

/** Runs the Slack bot until it is asked to stop. Throws with everything that is wrong with its settings and its tokens. */
export async function serve(options: ServeOptions): Promise<number> {
  const read = readSettings(options.env)
  if (read.kind === 'wrong') throw settingsInvalid(read.problems)
  const { settings } = read
  const log = createLog(settings.logLevel)
  const network = createSlackNetwork(options.env)
  try {
    return await serveOver(network, { ...options, settings, log })
  } finally {
    await network.close()
  }
}

type Serving = ServeOptions & { readonly settings: ServeSettings; readonly log: Logger }

async function serveOver(network: SlackNetwork, serving: Serving): Promise<number> {
  const { settings, log } = serving
  const { port, way } = settings
  const watch = createConnectionWatch({ now: Date.now })
  const { isReady } = watch
  const status =
    way.kind === 'http'
      ? undefined
      : await createStatusServer({ port, isReady }).catch((error: unknown) =>
          Promise.reject(describeListening(error, port)),
        )
  const calling = { ...apiOf(settings), fetch: network.fetch, logger: createSdkLogger(log, 'web-api') }
  const client = createWebClient(settings.botToken, calling)
  try {
    const appClient = way.kind === 'socket' ? createWebClient(way.appToken, calling) : undefined
    const access = await requireSlackAccess(client, appClient)
    for (const warning of access.warnings) log.warn(warning)
    const served = keepServed(serving)
    const newId = (): string => randomBytes(6).toString('hex')
    const { causesPage } = serving
    const world = createSlackWorld({ served: served.now, causesPage, log, now: Date.now, newId })
    const app = createSlackApp({
      context: createSlackContext(world, client, network),
      receiver: createReceiver(settings, { network, watch, log }),
      logger: createSdkLogger(log, 'bolt'),
      client,
      ...access,
      token: settings.botToken,
      fetch: network.fetch,
    })
    logProcessEvents(log)
    const asking = way.kind === 'http' ? askNowAndThen(client, watch) : undefined
    try {
      await withTimeout(app.start(), startTimeoutMs).catch((error: unknown) =>
        Promise.reject(describeListening(error, port)),
      )
      if (way.kind === 'http') watch.heard(true)
      log.info(
        { team: access.team, services: served.now().services.length, port: status?.port ?? port },
        `connected to ${access.team} over ${way.kind === 'http' ? `HTTP on port ${port}` : 'Socket Mode'}; type /503 check <service>`,
      )
      await serving.stopped
      log.info({}, 'stopping: running checks may finish')
    } finally {
      watch.end()
      clearInterval(asking)
      served.stop()
      await app.stop(graceMs)
    }
  } finally {
    status?.close()
  }
  return 0
}

/** Keeps `/readyz` true over HTTP: whether Slack still takes the bot's token. */
function askNowAndThen(client: WebClient, watch: ConnectionWatch): NodeJS.Timeout {
  const ask = (): void =>
    void client.auth.test().then(
      () => watch.heard(true),
      () => watch.heard(false),
    )
  return setInterval(ask, askEveryMs).unref()
}

/** What Node would print by itself goes into the log: stdout and stderr carry JSON lines and nothing else. */
function logProcessEvents(log: Logger): void {
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled rejection'))
  process.removeAllListeners('warning')
  process.on('warning', (warning) => log.warn({ err: warning }, 'warning of Node'))
}

function apiOf({ apiUrl }: ServeSettings): { apiUrl?: string } {
  return apiUrl === undefined ? {} : { apiUrl }
}

async function withTimeout(started: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          slackUnusable([
            `No connection within ${ms / 1000} s: SLACK_APP_TOKEN needs the scope connections:write, and Slack must be reachable`,
          ]),
        ),
      ms,
    )
  })
  try {
    await Promise.race([started, late])
  } finally {
    clearTimeout(timer)
  }
}
