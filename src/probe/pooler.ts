/** pgbouncer's `SHOW POOLS` and `SHOW CONFIG`. */
export interface PoolerValue {
  readonly pools: readonly {
    readonly database: string
    readonly user: string
    readonly clientsActive: number
    readonly clientsWaiting: number
    readonly serversActive: number
    readonly serversIdle: number
    readonly serversUsed: number
    /** Age of the oldest waiting client. */
    readonly maxWaitSeconds: number
    readonly poolMode: string
  }[]
  readonly maxClientConnections?: number
  readonly defaultPoolSize?: number
}
