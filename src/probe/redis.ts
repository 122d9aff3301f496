import type { Failed } from './answer.ts'

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
