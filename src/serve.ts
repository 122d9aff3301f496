import { randomBytes } from 'node:crypto'
import { HTTPReceiver, type Receiver } from '@slack/bolt'
import type { WebClient } from '@slack/web-api'
import pino, { type Logger } from 'pino'
import { keepServed, type Reloading, type Served } from './keep-served.ts'
import { AppError } from './lib/app-error.ts'
import { cleanText } from './lib/clean-text.ts'
import { isLoopbackUrl } from './lib/loopback.ts'
import { masked } from './lib/masked.ts'
import { redact } from './lib/redact.ts'
import type { Engine } from './open-engine.ts'
import { checkService } from './run/check-service.ts'
import { explainUrl } from './run/explain.ts'
import { restrictHosts } from './run/restrict-hosts.ts'
import { describeListening, settingsInvalid, slackUnusable } from './serve-errors.ts'
import { localHost, type Service } from './service/service.ts'
import { checkSlackAccess, findAppTokenRefusal, type SlackAccess } from './slack/check-slack-access.ts'
import { type ConnectionWatch, createConnectionWatch } from './slack/connection-watch.ts'
import { createSdkLogger, maskSlackSecrets } from './slack/create-sdk-logger.ts'
import { createSlackApp } from './slack/create-slack-app.ts'
import { createWebClient } from './slack/create-slack-calls.ts'
import { createSlackNetwork, type SlackNetwork } from './slack/create-slack-network.ts'
import { createSlackOffice } from './slack/create-slack-office.ts'
import { createStatusRoutes, createStatusServer } from './slack/create-status-server.ts'
import { isNamedUrl } from './slack/is-named-url.ts'
import { MultiSocketReceiver } from './slack/multi-socket-receiver.ts'
import { readCauseHelp } from './slack/read-cause-help.ts'
import { readSettings, type ServeSettings } from './slack/read-settings.ts'
import type { SlackWorld } from './slack/slack-world.ts'

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
  const client = createWebClient(settings.botToken, {
    ...apiOf(settings),
    fetch: network.fetch,
    logger: createSdkLogger(log, 'web-api'),
  })
  try {
    const access = await checkAccess(client, { network, settings, log })
    for (const warning of access.warnings) log.warn(warning)
    const served = keepServed(serving)
    const app = createSlackApp({
      office: createSlackOffice(createWorld(served.now, serving), client, network),
      receiver: createReceiver(serving, { network, watch }),
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

/** What the tokens may do; throws `SLACK_UNUSABLE` with everything that Slack has against them. */
async function checkAccess(
  client: WebClient,
  { network, settings, log }: { network: SlackNetwork } & Pick<Serving, 'settings' | 'log'>,
): Promise<Extract<SlackAccess, { kind: 'ready' }>> {
  const { way } = settings
  const logger = createSdkLogger(log, 'web-api')
  const access = await checkSlackAccess(client)
  if (access.kind === 'not-ready' && access.isUnreachable) throw slackUnusable(access.problems)
  const refusal =
    way.kind === 'socket'
      ? await findAppTokenRefusal(createWebClient(way.appToken, { ...apiOf(settings), fetch: network.fetch, logger }))
      : undefined
  const problems = [...(access.kind === 'not-ready' ? access.problems : []), ...(refusal ? [refusal] : [])]
  if (access.kind === 'not-ready' || problems.length > 0) throw slackUnusable(problems)
  return access
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

/** One JSON object a line on stdout; no token leaves through it, whatever an error carries. */
function createLog(level: string): Logger {
  return pino({
    level,
    base: null,
    redact: ['*.token', '*.authorization'],
    serializers: { err: describeError },
    hooks: { streamWrite: maskSlackSecrets },
  })
}

/** An error for the log: where it comes from, its words without secrets. Sentences of ours are messages, not errors. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return redact(cleanText(String(error)))
  const { type, message, stack } = pino.stdSerializers.err(error)
  return { type, message: redact(cleanText(message)), stack: redact(cleanText(stack)) }
}

/** What Node would print by itself goes into the log: stdout and stderr carry JSON lines and nothing else. */
function logProcessEvents(log: Logger): void {
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled rejection'))
  process.removeAllListeners('warning')
  process.on('warning', (warning) => log.warn({ err: warning }, 'warning of Node'))
}

function createReceiver(
  { settings, log }: Pick<Serving, 'settings' | 'log'>,
  { network, watch }: { network: SlackNetwork; watch: ConnectionWatch },
): Receiver {
  const { way, port } = settings
  const logger = createSdkLogger(log, way.kind === 'http' ? 'bolt' : 'socket-mode')
  if (way.kind === 'socket') {
    const { appToken } = way
    return new MultiSocketReceiver({ appToken, logger, network, onConnection: watch.heard, ...apiOf(settings) })
  }
  return new HTTPReceiver({
    signingSecret: way.secret,
    logger,
    port,
    customRoutes: createStatusRoutes(watch),
  })
}

function createWorld(served: () => Served, { causesPage, log }: Pick<Serving, 'causesPage' | 'log'>): SlackWorld {
  const help = readCauseHelp(causesPage)
  const find = (name: string): Service | undefined => served().services.find((candidate) => candidate.name === name)
  const serviceNamed = (name: string): Service => {
    const found = find(name)
    if (!found) throw new AppError('SERVICE_UNKNOWN', masked`There is no service ${name}`)
    return found
  }
  return {
    get services() {
      return served().services.map(({ name }) => name)
    },
    allowOf: (name) => find(name)?.allow,
    servicesAt: (url) =>
      served()
        .services.filter((service) => isNamedUrl(url, urlsFromHere(service)))
        .map(({ name }) => name),
    hostProblem: ({ service, hosts }) => {
      const restricted = restrictHosts(serviceNamed(service), hosts)
      return restricted.kind === 'unknown' ? `${restricted.problem}. ${restricted.hint}` : undefined
    },
    check: async ({ service: name, hosts, only, signal, onEvent }) => {
      const { openEngine } = served()
      const restricted = restrictHosts(serviceNamed(name), hosts)
      if (restricted.kind === 'unknown') throw new AppError('USAGE', restricted.problem, { hint: restricted.hint })
      const { service, otherHosts } = restricted
      return withEngine({ openEngine, log }, (engine) =>
        checkService({
          service,
          otherHosts,
          execute: engine.execute,
          signal,
          onEvent,
          now: Date.now,
          ...(only.length > 0 ? { only } : {}),
        }),
      )
    },
    explain: async (url, { signal }) => {
      const { services, openEngine } = served()
      if (!isNamedUrl(url, services.flatMap(urlsFromHere)))
        return {
          kind: 'refused',
          detail: masked`I only fetch addresses that services.yml names. Ask for one of those, or run: curl -si '${url.replaceAll("'", '')}' | 503 explain`,
        }
      const explained = await withEngine({ openEngine, log }, ({ execute }) => explainUrl(url, { execute, signal }))
      return 'kind' in explained
        ? { kind: 'failed', detail: masked`${url} gave no answer: ${explained.detail}` }
        : { kind: 'explained', ...explained }
    },
    causeHelp: (cause) => help.get(cause),
    log: {
      info: (fields, message) => log.info(fields, message),
      warn: (fields, message) => log.warn(fields, message),
      error: (fields, message) => log.error(fields, message),
    },
    now: Date.now,
    newId: () => randomBytes(6).toString('hex'),
  }
}

/** What may be fetched from here: a loopback address belongs to the hosts, unless it is what users are told to hit. */
function urlsFromHere({ url, health, hosts, dependencies }: Service): readonly string[] {
  const others = [health, ...dependencies.map((dependency) => dependency.url)].filter((entry) => entry !== undefined)
  const isHere = hosts.includes(localHost)
  return [...(url === undefined ? [] : [url]), ...others.filter((entry) => isHere || !isLoopbackUrl(entry))]
}

async function withEngine<T>(
  { openEngine, log }: Pick<Served, 'openEngine'> & { readonly log: Logger },
  use: (engine: Engine) => Promise<T>,
): Promise<T> {
  const engine = openEngine((note) => log.warn(note))
  try {
    return await use(engine)
  } finally {
    await engine.close()
  }
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
