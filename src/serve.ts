import { randomBytes } from 'node:crypto'
import { HTTPReceiver, type Receiver } from '@slack/bolt'
import pino, { type Logger } from 'pino'
import { isLoopbackUrl } from './checklist/loopback.ts'
import { AppError } from './lib/app-error.ts'
import type { Engine } from './open-engine.ts'
import { checkService } from './run/check-service.ts'
import { explainUrl } from './run/explain.ts'
import { restrictHosts } from './run/restrict-hosts.ts'
import { localHost, type Service } from './service/service.ts'
import { checkSlackAccess, findTokenProblems } from './slack/check-slack-access.ts'
import { createSdkLogger, maskSlackSecrets } from './slack/create-sdk-logger.ts'
import { createSlackApp } from './slack/create-slack-app.ts'
import { createWebClient } from './slack/create-slack-calls.ts'
import { createSlackOffice } from './slack/create-slack-office.ts'
import { createStatusServer } from './slack/create-status-server.ts'
import { isNamedUrl } from './slack/is-named-url.ts'
import { MultiSocketReceiver } from './slack/multi-socket-receiver.ts'
import { readCauseHelp } from './slack/read-cause-help.ts'
import type { SlackWorld } from './slack/slack-world.ts'

export interface ServeOptions {
  readonly services: readonly Service[]
  /** Opened for each check and closed after it: a bot that idles holds no connection to any host. `onNote` hears oddities of the ssh_config. */
  readonly openEngine: (onNote: (note: string) => void) => Engine
  /** `docs/causes.md`, for *Explain this cause*. */
  readonly causesPage: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Resolves when the process is asked to stop. */
  readonly stopped: Promise<unknown>
}

const defaultPort = 8503
/** How long running checks may take to finish on stop; containers get ten seconds before they are killed. */
const graceMs = 8000
/** Long enough for Slack on a bad day, short enough that somebody at the keyboard sees the reason. */
const startTimeoutMs = 20_000

/** Runs the Slack bot until it is asked to stop. Throws `SLACK_UNUSABLE` with everything that is wrong with its tokens. */
export async function serve(options: ServeOptions): Promise<number> {
  const { env } = options
  const log = createLog(env['LOG_LEVEL'])
  const tokens = {
    bot: env['SLACK_BOT_TOKEN'],
    app: env['SLACK_APP_TOKEN'],
    signingSecret: env['SLACK_SIGNING_SECRET'],
  }
  const problems = findTokenProblems(tokens)
  if (problems.length > 0) throw unusable(problems)
  const client = createWebClient(tokens.bot ?? '', { ...apiOf(env), logger: createSdkLogger(log, 'web-api') })
  const access = await checkSlackAccess(client)
  if (access.kind === 'not-ready') throw unusable(access.problems)
  for (const warning of access.warnings) log.warn(warning)

  const port = Number(env['PORT'] ?? defaultPort)
  const isHttp = tokens.signingSecret !== undefined
  let isReady = false
  const office = createSlackOffice(createWorld(options, log), client)
  const app = createSlackApp({
    office,
    receiver: createReceiver(env, { port, isReady: () => isReady, log }),
    logger: createSdkLogger(log, 'bolt'),
    client,
    ...access,
    token: tokens.bot ?? '',
  })
  const status = isHttp ? undefined : await createStatusServer({ port, isReady: () => isReady })
  logProcessEvents(log)
  try {
    await withTimeout(app.start(), startTimeoutMs)
    isReady = true
    const way = isHttp ? `HTTP on port ${port}` : 'Socket Mode'
    log.info(
      { team: access.team, services: options.services.length, port: status?.port ?? port },
      `connected to ${access.team} over ${way}; type /503 check <service>`,
    )
    await options.stopped
    log.info({}, 'stopping: running checks may finish')
  } finally {
    isReady = false
    await app.stop(graceMs)
    status?.close()
  }
  return 0
}

/** One JSON object a line on stdout; no token leaves through it, whatever an error carries. */
function createLog(level = 'info'): Logger {
  return pino({
    level,
    base: null,
    redact: ['*.token', '*.authorization'],
    hooks: { streamWrite: maskSlackSecrets },
  })
}

/** What Node would print by itself goes into the log: stdout and stderr carry JSON lines and nothing else. */
function logProcessEvents(log: Logger): void {
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled rejection'))
  process.removeAllListeners('warning')
  process.on('warning', (warning) => log.warn({ err: warning }, 'warning of Node'))
}

function createReceiver(
  env: ServeOptions['env'],
  status: { port: number; isReady: () => boolean; log: Logger },
): Receiver {
  const signingSecret = env['SLACK_SIGNING_SECRET']
  const logger = createSdkLogger(status.log, signingSecret ? 'bolt' : 'socket-mode')
  if (!signingSecret) return new MultiSocketReceiver({ appToken: env['SLACK_APP_TOKEN'] ?? '', logger, ...apiOf(env) })
  const route = (path: string, isFine: () => boolean) => ({
    path,
    method: 'GET',
    handler: (_request: unknown, response: { writeHead(status: number): unknown; end(body: string): unknown }) => {
      response.writeHead(isFine() ? 200 : 503)
      response.end('\n')
    },
  })
  return new HTTPReceiver({
    signingSecret,
    logger,
    port: status.port,
    customRoutes: [route('/healthz', () => true), route('/readyz', status.isReady)],
  })
}

function createWorld(options: ServeOptions, log: Logger): SlackWorld {
  const { services } = options
  const help = readCauseHelp(options.causesPage)
  const serviceNamed = (name: string): Service => {
    const found = services.find((candidate) => candidate.name === name)
    if (!found) throw new AppError('SERVICE_UNKNOWN', `There is no service ${name}`)
    return found
  }
  return {
    services: services.map(({ name }) => name),
    hostProblem: ({ service, hosts }) => {
      const restricted = restrictHosts(serviceNamed(service), hosts)
      return restricted.kind === 'unknown' ? `${restricted.problem}. ${restricted.hint}` : undefined
    },
    check: async ({ service: name, hosts, only, signal, onEvent }) => {
      const restricted = restrictHosts(serviceNamed(name), hosts)
      if (restricted.kind === 'unknown') throw new AppError('USAGE', restricted.problem, { hint: restricted.hint })
      const { service, otherHosts } = restricted
      return withEngine({ ...options, log }, (engine) =>
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
      if (!isNamedUrl(url, services.flatMap(urlsFromHere)))
        return {
          kind: 'refused',
          detail: `I only fetch addresses that services.yml names. Ask for one of those, or run: curl -si '${url.replaceAll("'", '')}' | 503 explain`,
        }
      const explained = await withEngine({ ...options, log }, ({ execute }) => explainUrl(url, { execute, signal }))
      return 'kind' in explained
        ? { kind: 'failed', detail: `${url} gave no answer: ${explained.detail}` }
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
  { openEngine, log }: Pick<ServeOptions, 'openEngine'> & { readonly log: Logger },
  use: (engine: Engine) => Promise<T>,
): Promise<T> {
  const engine = openEngine((note) => log.warn(note))
  try {
    return await use(engine)
  } finally {
    await engine.close()
  }
}

function apiOf(env: ServeOptions['env']): { apiUrl?: string } {
  return env['SLACK_API_URL'] ? { apiUrl: env['SLACK_API_URL'] } : {}
}

function unusable(problems: readonly string[]): AppError {
  return new AppError(
    'SLACK_UNUSABLE',
    `Cannot connect to Slack:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    {
      hint: 'docs/slack.md has the steps',
    },
  )
}

async function withTimeout(started: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          unusable([
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
