import type { Failed } from '../probe/answer.ts'
import type { NoFacts } from './process-facts.ts'

/** Whether a database takes connections, who holds them, and whether the pooler has any. */
export interface DatabaseFacts {
  'database-ok': SlotFacts
  'connections-exhausted': SlotFacts
  'connections-refused': RefusalFacts
  'role-limit-reached': Asked & {
    readonly used: number
    readonly limit: number
    /** Absent where the limit is that of the database. */
    readonly role?: string
  }
  'lock-pile-up': Asked & {
    /** Of the session that holds the lock; zero for a prepared transaction. */
    readonly pid: number
    readonly waiters: number
    readonly state: string
    readonly seconds: number
    readonly user: string
    readonly client: string
  }
  'idle-in-transaction': Asked & {
    readonly count: number
    readonly seconds: number
    readonly client: string
    readonly user: string
  }
  'database-unavailable': RefusalFacts
  'database-read-only': Asked & { readonly recovery: boolean }
  'database-unreachable': Partial<Asked> & FailureFacts
  'database-reachable': NoFacts
  'database-from-bot': Asked & FailureFacts
  'database-name-unresolved': { readonly name: string }
  'database-slow': Asked & { readonly connectMs: number }
  'database-restarted': Asked
  'pool-ok': NoFacts
  'pool-queueing': PoolFacts
  'pool-waiting': PoolFacts
}

/** From where it was asked. */
export interface Asked {
  /** Else the machine that looks asked in the host's place. */
  readonly fromHost: boolean
}

/** Why there was no answer. */
export interface FailureFacts {
  readonly failure: Failed['failure']
  readonly phase: Failed['phase']
}

/** Connections of `usable`, and the largest group of sessions that holds them; its parts are absent where there is none. */
export interface SlotFacts extends Asked {
  readonly used: number
  readonly usable: number
  readonly share: number
  readonly state?: string
  readonly count?: number
  readonly oldestSeconds?: number
  readonly client?: string
  readonly user?: string
  readonly application?: string
}

interface RefusalFacts extends Asked {
  /** SQLSTATE. */
  readonly code: string
  readonly message: string
}

/** A pool of pgbouncer: clients that wait, or an operator's PAUSE. */
interface PoolFacts {
  readonly pool: string
  readonly waiting?: number
  readonly seconds?: number
  readonly serversActive?: number
  readonly paused?: true
}
