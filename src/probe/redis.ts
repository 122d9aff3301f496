import type { Endpoint } from '../service/service.ts'
import type { Failed } from './answer.ts'
import type { Answer, Ask } from './execute.ts'
import { numberOf, present } from './field.ts'
import { unexpectedAnswer } from './unexpected-answer.ts'
import type { Parsed } from './unseen.ts'

/** What `PING`, `INFO` and `CONFIG GET maxclients` said. Absent fields were not reported by this server. */
export interface RedisAnswer {
  readonly kind: 'answered'
  readonly latencyMs: number
  /** The error PING got instead of PONG: 'LOADING …', 'NOAUTH …', 'ERR max number of clients reached', 'MISCONF …'. */
  readonly error?: string
  readonly version?: string
  readonly role?: 'master' | 'slave'
  readonly masterLinkStatus?: 'up' | 'down'
  readonly isLoading?: boolean
  readonly connectedClients?: number
  readonly maxClients?: number
  readonly blockedClients?: number
  readonly rejectedConnections?: number
  readonly usedMemoryBytes?: number
  /** 0 means no limit. */
  readonly maxMemoryBytes?: number
  readonly evictionPolicy?: string
  readonly lastSaveOk?: boolean
  /** `stop-writes-on-bgsave-error`, where CONFIG GET is allowed. */
  readonly stopsWritesOnSaveError?: boolean
  readonly uptimeSeconds?: number
}

export type RedisValue = RedisAnswer | Failed

const commands = [
  ['PING'],
  ['INFO'],
  ['CONFIG', 'GET', 'maxclients'],
  ['CONFIG', 'GET', 'stop-writes-on-bgsave-error'],
] as const

/** `timeoutMs` defaults to 3 s. */
export function buildRedisAsk(endpoint: Endpoint, { timeoutMs = 3000 }: { readonly timeoutMs?: number } = {}): Ask {
  return { kind: 'redis', url: endpoint.url, commands, timeoutMs }
}

/** PING decides; INFO (redis.io/commands/info) adds what it reports, for CONFIG may be forbidden or renamed. */
export function parseRedisAnswer(answer: Answer): Parsed<RedisValue> {
  if (answer.kind === 'failed') return { kind: 'seen', value: answer }
  const [ping, info, clients, stopsWrites] = answer.kind === 'redis' ? answer.replies : []
  if (answer.kind !== 'redis' || !ping) return unexpectedAnswer(answer, 'Redis')
  if ('text' in ping && ping.text !== 'PONG') {
    return { kind: 'unseen', reason: 'garbled', detail: `PING was answered ${JSON.stringify(ping.text.slice(0, 60))}` }
  }
  const error = 'error' in ping ? { error: ping.error } : {}
  const reported = parseInfo(info && 'text' in info ? info.text : '')
  const settings = {
    maxClients: numberOf(settingOf(clients)) ?? reported.maxClients,
    stopsWritesOnSaveError: flagOf(settingOf(stopsWrites), ['yes', 'no']),
  }
  const value = { kind: 'answered' as const, latencyMs: answer.latencyMs, ...error, ...reported, ...settings }
  return { kind: 'seen', value: present(value) }
}

function parseInfo(text: string) {
  const fields = new Map<string, string>()
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':')
    if (colon > 0 && !line.startsWith('#')) fields.set(line.slice(0, colon), line.slice(colon + 1).trim())
  }
  return {
    version: wordOf(fields.get('redis_version'), /^[\w.-]{1,40}$/),
    role: oneOf(fields.get('role'), ['master', 'slave'] as const),
    masterLinkStatus: oneOf(fields.get('master_link_status'), ['up', 'down'] as const),
    isLoading: flagOf(fields.get('loading'), ['1', '0']),
    connectedClients: countOf(fields.get('connected_clients')),
    maxClients: countOf(fields.get('maxclients')),
    blockedClients: countOf(fields.get('blocked_clients')),
    rejectedConnections: countOf(fields.get('rejected_connections')),
    usedMemoryBytes: countOf(fields.get('used_memory')),
    maxMemoryBytes: countOf(fields.get('maxmemory')),
    evictionPolicy: wordOf(fields.get('maxmemory_policy'), /^[a-z-]{1,40}$/),
    lastSaveOk: flagOf(fields.get('rdb_last_bgsave_status'), ['ok', 'err']),
    uptimeSeconds: countOf(fields.get('uptime_in_seconds')),
  }
}

type Reply = { readonly text: string } | { readonly error: string }

/** CONFIG GET answers name and value, one a line; nothing where the setting is unknown. */
function settingOf(reply: Reply | undefined): string | undefined {
  return reply && 'text' in reply ? reply.text.split('\n')[1]?.trim() : undefined
}

function countOf(text: string | undefined): number | undefined {
  const number = numberOf(text)
  return number !== undefined && number >= 0 ? number : undefined
}

function wordOf(text: string | undefined, shape: RegExp): string | undefined {
  return text !== undefined && shape.test(text) ? text : undefined
}

function oneOf<T extends string>(text: string | undefined, words: readonly T[]): T | undefined {
  return words.find((word) => word === text)
}

function flagOf(text: string | undefined, [yes, no]: readonly [yes: string, no: string]): boolean | undefined {
  if (text === yes) return true
  return text === no ? false : undefined
}
