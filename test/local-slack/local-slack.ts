import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { answerApi } from './answer-api.ts'
import { answerUpload } from './answer-upload.ts'
import type { Board } from './board.ts'
import type { CallLog } from './call-log.ts'
import { createDeliver } from './deliver.ts'
import { createRandom, type Faults, noFaults } from './faults.ts'
import { createHttpTransport } from './http-transport.ts'
import { asJson, asText } from './json.ts'
import { answerPage } from './page-routes.ts'
import { createPeople, type People } from './people.ts'
import { createRateBudgets } from './rate-budgets.ts'
import { parse, readBody, readFields } from './read-body.ts'
import { readManifest } from './read-manifest.ts'
import { createResponseUrls, type ResponseUrls } from './response-urls.ts'
import { createSocketTransport, type SocketTransport } from './socket-transport.ts'
import { type AppTokens, createState, type LocalSlackState } from './state.ts'
import { type ChannelWish, createWorkspace, type Workspace } from './workspace.ts'

export interface LocalSlackOptions {
  /** Where to listen on loopback; 0, the default, for any free port. */
  readonly port?: number
  /** How the app hears of things; default Socket Mode. */
  readonly mode?: 'socket' | 'http'
  /** With `http`: where events, commands and interactions are sent. */
  readonly appUrl?: string
  readonly signingSecret?: string
  readonly faults?: Partial<Faults>
  readonly channels?: readonly ChannelWish[]
  /** Scopes of `manifest.yml` that this installation was never given. */
  readonly withoutScopes?: readonly string[]
  /** User groups by id, with the names of who is in them. */
  readonly userGroups?: Readonly<Record<string, readonly string[]>>
  /** Where the app reaches it, where that is not where it listens: `https://slack.test:8443`, behind a proxy of the test. */
  readonly publicUrl?: string
  /** Seed of everything that is drawn: which call fails, which socket gets what. */
  readonly seed?: number
}

/** One workspace with one app installed, on loopback. */
export interface LocalSlack {
  /** The page, and the origin of everything else. */
  readonly url: string
  /** For `SLACK_API_URL`; ends in `/api/`. */
  readonly apiUrl: string
  readonly tokens: AppTokens
  readonly workspace: Workspace
  readonly people: People
  readonly board: Board
  readonly log: CallLog
  /** Change them at any time. */
  readonly faults: Faults
  /** Change them at any time. */
  readonly userGroups: Map<string, readonly string[]>
  /** Open Socket Mode connections. */
  connections(): number
  /** A channel's id by its name; throws when there is none. */
  channelId(name: string): string
  stop(): Promise<void>
}

const people = [
  { name: 'maya', realName: 'Maya Okafor' },
  { name: 'jonas', realName: 'Jonas Lind' },
]
const defaultChannels: readonly ChannelWish[] = [
  { name: 'incidents' },
  { name: 'alerts' },
  { name: 'random', hasBot: false },
]

/** Starts a local Slack: emulate keeps the workspace, the rest is ours (README.md says which). */
export async function createLocalSlack(options: LocalSlackOptions = {}): Promise<LocalSlack> {
  const manifest = await readManifest(new URL('../../manifest.yml', import.meta.url), options.withoutScopes)
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  const channels = options.channels ?? defaultChannels
  const publicUrl = options.publicUrl ?? url
  const workspace = await createWorkspace({ manifest, people, channels, publicUrl })
  const state = createState({
    workspace,
    manifest,
    tokens: { bot: 'xoxb-local-503', app: 'xapp-local-503' },
    faults: { ...noFaults, ...options.faults },
    rates: createRateBudgets(() => performance.now()),
    random: createRandom(options.seed ?? 503),
    url: () => publicUrl,
    userGroups: new Map(Object.entries(options.userGroups ?? {})),
  })
  const stopped = new AbortController()
  const sockets = createSocketTransport(server, state)
  const transport = options.mode === 'http' ? createHttpTransport(state, httpTarget(options)) : sockets
  const responseUrls = createResponseUrls(state)
  const deliver = createDeliver(transport, state, stopped.signal)
  const hands = createPeople(state, { responseUrls, deliver })
  serve(server, { state, sockets, responseUrls, people: hands })
  return {
    url,
    apiUrl: `${publicUrl}/api/`,
    tokens: state.tokens,
    workspace,
    people: hands,
    board: state.board,
    log: state.log,
    faults: state.faults,
    userGroups: state.userGroups,
    connections: () => sockets.connections(),
    channelId: (name) => {
      const channel = [...workspace.channels.values()].find((known) => known.name === name)
      if (!channel) throw new Error(`There is no channel ${name}`)
      return channel.id
    },
    stop: async () => {
      stopped.abort()
      await Promise.all([transport.stop(), sockets.stop(), workspace.stop()])
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function httpTarget({ appUrl, signingSecret }: LocalSlackOptions): { appUrl: string; signingSecret: string } {
  if (!appUrl || !signingSecret) throw new Error('Over HTTP the local Slack needs appUrl and signingSecret')
  return { appUrl, signingSecret }
}

interface Serving {
  readonly state: LocalSlackState
  readonly sockets: SocketTransport
  readonly responseUrls: ResponseUrls
  readonly people: People
}

function serve(server: Server, serving: Serving): void {
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    route(request, response, serving).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' })
      response.end(error instanceof Error ? error.message : String(error))
    })
  })
}

async function route(request: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', serving.state.url())
  const [, area = '', name = ''] = pathname.split('/')
  if (area === 'api') return api(request, response, { ...serving, method: name, query: searchParams })
  if (area === 'response') return respond(request, response, { ...serving, id: name })
  if (area === 'upload') return upload(request, response, serving)
  return answerPage(request, response, serving)
}

async function api(
  request: IncomingMessage,
  response: ServerResponse,
  { state, sockets, method, query }: Serving & { method: string; query: URLSearchParams },
): Promise<void> {
  const fields = readFields(String(await readBody(request)), request.headers['content-type'] ?? '', query)
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? asText(fields['token'])
  const answer = await answerApi({ method, token, fields }, state, () => sockets.open())
  if (answer.isReset) return void request.socket.resetAndDestroy()
  response.writeHead(answer.status, answer.headers)
  response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body))
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  { state, responseUrls, id }: Serving & { id: string },
): Promise<void> {
  const fields = asJson(parse(String(await readBody(request))))
  const refusal = await responseUrls.answer(id, fields)
  state.log.calls.push({
    at: state.now(),
    method: 'response_url',
    channel: '',
    ts: '',
    outcome: refusal?.error ?? 'ok',
    isDone: refusal === undefined,
    runId: '',
    part: '',
    answers: id,
  })
  response.writeHead(refusal ? 404 : 200, { 'content-type': 'application/json' })
  response.end(JSON.stringify(refusal ? { ok: false, ...refusal } : { ok: true }))
}

async function upload(request: IncomingMessage, response: ServerResponse, { state }: Serving): Promise<void> {
  const contentType = request.headers['content-type'] ?? 'application/octet-stream'
  const answer = await answerUpload({ path: request.url ?? '/', body: await readBody(request), contentType }, state)
  if (answer.isReset) return void request.socket.resetAndDestroy()
  response.writeHead(answer.status, answer.headers)
  response.end(answer.body)
}
