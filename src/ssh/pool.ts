import type { Identities } from './authenticate.ts'
import type { Connection } from './connection.ts'
import type { SshLimits } from './limits.ts'
import { createOpener } from './open-connection.ts'
import type { HostKeys, ResolvedHost } from './resolved-host.ts'
import { SshError } from './ssh-error.ts'

/** One connection per host, shared by its script, its tunnels and the hosts behind it. */
export interface Pool {
  /** Rejects with `SshError`. An abort ends the attempt once nobody waits for it any more. */
  connect(host: ResolvedHost, signal: AbortSignal): Promise<Connection>
  /** The first thing that was wanted of a connection is done: its place among those taken on goes to the next host. */
  settle(connection: Connection): void
  close(): Promise<void>
}

interface Entry {
  readonly connection: Promise<Connection>
  readonly stop: AbortController
  waiters: number
  isSettled: boolean
}

export interface PoolOptions {
  readonly hostKeys: HostKeys
  readonly identities: Identities
  readonly limits: SshLimits
  /** Whether `patch-ssh2.ts` may be used; default true. */
  readonly isSsh2Patched?: boolean
}

export function createPool(options: PoolOptions): Pool {
  const { limits } = options
  const entries = new Map<string, Entry>()
  let isClosed = false
  const opener = createOpener({
    isSsh2Patched: true,
    ...options,
    connectBastion: (host, signal) => connect(host, signal),
  })

  const start = (key: string, host: ResolvedHost): Entry => {
    const stop = new AbortController()
    const connection = opener.open(host, stop.signal)
    const entry: Entry = { connection, stop, waiters: 0, isSettled: false }
    const forget = (): void => {
      if (entries.get(key) === entry) entries.delete(key)
    }
    const follow = async (): Promise<void> => {
      try {
        const opened = await connection
        opened.onGone(forget)
        if (isClosed) await opened.close()
      } catch (error) {
        if (error instanceof SshError && error.kind === 'aborted') forget()
        else setTimeout(forget, limits.failureMemoryMs).unref()
      } finally {
        entry.isSettled = true
      }
    }
    void follow()
    return entry
  }

  const connect = async (host: ResolvedHost, signal: AbortSignal): Promise<Connection> => {
    if (isClosed || signal.aborted) throw new SshError('aborted', 'the run ended first')
    const key = keyOf(host)
    const entry = entries.get(key) ?? start(key, host)
    entries.set(key, entry)
    entry.waiters++
    try {
      return await orAborted(entry.connection, signal)
    } finally {
      entry.waiters--
      if (entry.waiters === 0 && !entry.isSettled) {
        entries.delete(key)
        entry.stop.abort()
      }
    }
  }

  return {
    connect,
    settle: (connection) => opener.settle(connection),
    async close() {
      isClosed = true
      const open = [...entries.values()]
      entries.clear()
      for (const entry of open) entry.stop.abort()
      const connections = await Promise.allSettled(open.map((entry) => entry.connection))
      await closeAll(connections.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])))
    },
  }
}

/** Hosts behind a bastion before the bastion itself. */
async function closeAll(connections: readonly Connection[]): Promise<void> {
  const depths = [...new Set(connections.map(({ host }) => host.jump.length))].sort((a, b) => b - a)
  for (const depth of depths) {
    await Promise.all(
      connections.filter(({ host }) => host.jump.length === depth).map((connection) => connection.close()),
    )
  }
}

/** Two names for the same login on the same machine share a connection; two sets of pinned keys do not. */
function keyOf(host: ResolvedHost): string {
  const hops = [...host.jump, host].map(
    ({ user, address, port, hostKeyName, identityFiles, agentSocket, knownHostsFiles }) => [
      user,
      address,
      port,
      hostKeyName,
      identityFiles,
      agentSocket ?? '',
      knownHostsFiles,
    ],
  )
  return JSON.stringify(hops)
}

async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>()
  const onAbort = (): void => aborted.reject(new SshError('aborted', 'the run ended first'))
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([promise, aborted.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
