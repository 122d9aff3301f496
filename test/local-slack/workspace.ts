import { createServer } from 'node:net'
import { createEmulator } from 'emulate'
import { asJson, asList, asText, type Json } from './json.ts'
import type { AppManifest } from './read-manifest.ts'

export interface Person {
  readonly id: string
  readonly name: string
  readonly realName: string
}

export interface Channel {
  readonly id: string
  readonly name: string
  readonly isPrivate: boolean
  /** Whether the bot was invited. */
  hasBot: boolean
  isArchived: boolean
}

export interface ChannelWish {
  readonly name: string
  readonly isPrivate?: boolean
  readonly hasBot?: boolean
}

/** Whose token a call to the emulator carries. */
export type Caller = { readonly kind: 'bot' } | { readonly kind: 'admin' } | { readonly kind: 'person'; name: string }

/** The state of one Slack workspace, kept by `emulate`: people, channels, messages, views, files. */
export interface Workspace {
  readonly team: { readonly id: string; readonly domain: string; readonly name: string }
  readonly bot: { readonly userId: string; readonly botId: string; readonly appId: string }
  readonly people: readonly Person[]
  readonly channels: ReadonlyMap<string, Channel>
  /** The emulator's answer, as it gave it; undefined where it knows no such method. */
  call(method: string, fields: Json, as: Caller): Promise<Json | undefined>
  /** Passes on an upload. */
  upload(path: string, request: { method: string; body: Uint8Array; contentType: string }): Promise<Response>
  stop(): Promise<void>
}

const bot = { userId: 'U503BOT', botId: 'B503BOT', appId: 'A503APP' } as const
/** emulate refuses a token's 5,000th call within an hour with 403; several tokens of the same bot take turns. */
const botTokens = Array.from({ length: 40 }, (_, index) => `xoxb-state-${index}`)
const adminToken = 'xoxp-state-admin'
const adminScopes =
  'chat:write,channels:read,channels:history,channels:write,channels:manage,channels:join,channels:write.invites,groups:read,groups:history,groups:write,groups:write.invites,users:read,files:write,files:read'

/** Starts emulate on loopback with a workspace in it; `publicUrl` is where its upload addresses shall point. */
export async function createWorkspace(options: {
  manifest: AppManifest
  people: readonly { name: string; realName: string }[]
  channels: readonly ChannelWish[]
  publicUrl: string
}): Promise<Workspace> {
  const port = await freePort()
  const emulator = await createEmulator({
    service: 'slack',
    port,
    baseUrl: options.publicUrl,
    seed: { slack: buildSeed(options) },
  })
  const url = `http://127.0.0.1:${port}`
  let turn = 0
  const tokenOf = (caller: Caller): string => {
    if (caller.kind === 'admin') return adminToken
    if (caller.kind === 'person') return `xoxp-state-${caller.name}`
    turn = (turn + 1) % botTokens.length
    return botTokens[turn] ?? ''
  }
  const call: Workspace['call'] = async (method, fields, as) => {
    const answer = await fetch(`${url}/api/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokenOf(as)}`, 'content-type': 'application/json' },
      body: JSON.stringify(fields),
    })
    const body = await answer.text()
    if (answer.status === 404) return undefined
    if (!answer.ok) throw new Error(`emulate answered ${answer.status} to ${method}: ${body.slice(0, 200)}`)
    return asJson(JSON.parse(body))
  }
  const who = asJson(await call('auth.test', {}, { kind: 'bot' }))
  const people = await listPeople(call, options.people)
  return {
    team: { id: asText(who['team_id']), domain: 'local', name: asText(who['team']) },
    bot,
    people,
    channels: await joinChannels(call, options.channels),
    call,
    upload: (path, request) =>
      fetch(`${url}${path}`, {
        method: request.method,
        headers: { 'content-type': request.contentType },
        body: request.body as never,
      }),
    stop: () => emulator.close(),
  }
}

function buildSeed(options: Parameters<typeof createWorkspace>[0]): Json {
  const { manifest, people, channels } = options
  const installed = { app_id: bot.appId, bot_id: bot.botId, bot_user_id: bot.userId }
  return {
    team: { name: 'Local', domain: 'local' },
    users: people.map(({ name, realName }) => ({ name, real_name: realName })),
    channels: channels.map(({ name, isPrivate }) => ({ name, is_private: isPrivate ?? false })),
    oauth_apps: [
      {
        ...installed,
        client_id: 'local',
        client_secret: 'local',
        name: manifest.name,
        redirect_uris: [],
        bot_name: manifest.name,
        scopes: manifest.botScopes,
      },
    ],
    tokens: [
      { token: adminToken, type: 'user', user: 'admin', scopes: adminScopes },
      ...people.map(({ name }) => ({ token: `xoxp-state-${name}`, type: 'user', user: name, scopes: adminScopes })),
      ...botTokens.map((token) => ({
        ...installed,
        token,
        type: 'bot',
        user_id: bot.userId,
        scopes: [...manifest.botScopes],
      })),
    ],
    strict_scopes: true,
  }
}

async function listPeople(call: Workspace['call'], wanted: readonly { name: string }[]): Promise<readonly Person[]> {
  const members = asList(asJson(await call('users.list', {}, { kind: 'admin' }))['members'])
  return wanted.map(({ name }) => {
    const member = members.find((entry) => entry['name'] === name)
    return { id: asText(member?.['id']), name, realName: asText(member?.['real_name']) }
  })
}

async function joinChannels(
  call: Workspace['call'],
  wanted: readonly ChannelWish[],
): Promise<ReadonlyMap<string, Channel>> {
  const listed = asJson(
    await call('conversations.list', { types: 'public_channel,private_channel', limit: 1000 }, { kind: 'admin' }),
  )
  const channels = new Map<string, Channel>()
  for (const wish of wanted) {
    const found = asList(listed['channels']).find((entry) => entry['name'] === wish.name)
    const id = asText(found?.['id'])
    const hasBot = wish.hasBot ?? true
    if (hasBot) await call('conversations.invite', { channel: id, users: bot.userId }, { kind: 'admin' })
    channels.set(id, { id, name: wish.name, isPrivate: wish.isPrivate ?? false, hasBot, isArchived: false })
  }
  return channels
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
