import { setTimeout as sleep } from 'node:timers/promises'
import type { Identities } from './authenticate.ts'
import { HungUpEarly, logIn, openTcp } from './connect.ts'
import type { Connection } from './connection.ts'
import { createFanOut } from './fan-out.ts'
import type { SshLimits } from './limits.ts'
import { createPermits } from './permits.ts'
import type { HostKeys, ResolvedHost } from './resolved-host.ts'
import { SshError } from './ssh-error.ts'
import { openTunnel } from './tunnel.ts'

/** One connection per host, shared by its script, its tunnels and the hosts behind it. */
export interface Pool {
  /** Rejects with `SshError`. An abort ends the attempt once nobody waits for it any more. */
  connect(host: ResolvedHost, signal: AbortSignal): Promise<Connection>
  /** The first thing that was wanted of a connection is done: its place among those taken on goes to the next host. */
  settle(connection: Connection): void
  close(): Promise<void>
}

/** How long a host may keep its place among those taken on. */
const patienceMs = 1000

interface Entry {
  readonly connection: Promise<Connection>
  readonly stop: AbortController
  waiters: number
  isSettled: boolean
}

/** Tries after a peer hung up early, with a pause that grows and is not the same for all. */
const tries = 3

export function createPool(options: {
  readonly hostKeys: HostKeys
  readonly identities: Identities
  readonly limits: SshLimits
  /** Default true. */
  readonly isFast?: boolean
}): Pool {
  const { limits } = options
  const entries = new Map<string, Entry>()
  const connects = createPermits(limits.connectsAtOnce)
  const fanOut = createFanOut(limits.hostsAtOnce)
  const settling = new WeakMap<Connection, () => void>()
  let isClosed = false

  const open = async (host: ResolvedHost, signal: AbortSignal): Promise<Connection> => {
    for (let trial = 1; ; trial++) {
      try {
        return await openOnce(host, signal)
      } catch (error) {
        if (!(error instanceof HungUpEarly) || trial === tries || signal.aborted) throw error
        fanOut.onHungUp()
        await sleep(100 * trial + Math.random() * 300 * trial, undefined, { signal }).catch(() => undefined)
      }
    }
  }

  const openOnce = async (host: ResolvedHost, signal: AbortSignal): Promise<Connection> => {
    const bastion = host.jump.at(-1)
    const via = bastion && (await connect({ ...bastion, jump: host.jump.slice(0, -1) }, signal))
    if (via) settling.get(via)?.()
    const releaseConnect = await connects.acquire(signal)
    const dialledAt = performance.now()
    let transport: Awaited<ReturnType<typeof openTcp>> | Awaited<ReturnType<typeof openTunnel>>
    try {
      transport = via
        ? await openTunnel(
            via,
            { kind: 'tcp', host: host.address, port: host.port },
            { timeoutMs: limits.connectMs, signal },
          ).catch((error: Error) => {
            throw throughBastion(host, via.host, error)
          })
        : await openTcp(host, { limits, signal })
    } finally {
      releaseConnect()
    }
    const connectMs = performance.now() - dialledAt
    const release = await fanOut.permits.acquire(signal).catch((error: unknown) => {
      transport.destroy()
      throw error
    })
    // A mute host, or one with a slow script, costs its own time and not a place among those that work.
    const patience = setTimeout(release, patienceMs)
    const settle = (): void => {
      clearTimeout(patience)
      release()
    }
    const loginAt = performance.now()
    try {
      const connection = await logIn(host, transport, { isFast: true, ...options, signal })
      fanOut.onLogin({ connectMs, handshakeMs: performance.now() - loginAt })
      settling.set(connection, settle)
      return connection
    } catch (error) {
      settle()
      throw error
    }
  }

  const start = (key: string, host: ResolvedHost): Entry => {
    const stop = new AbortController()
    const connection = open(host, stop.signal)
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
    settle: (connection) => settling.get(connection)?.(),
    async close() {
      isClosed = true
      const open = [...entries.values()]
      entries.clear()
      for (const entry of open) entry.stop.abort()
      const connections = await Promise.allSettled(open.map((entry) => entry.connection))
      // Hosts behind a bastion before the bastion itself.
      const opened = connections.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
      const depths = [...new Set(opened.map(({ host }) => host.jump.length))].sort((a, b) => b - a)
      for (const depth of depths) {
        await Promise.all(
          opened.filter(({ host }) => host.jump.length === depth).map((connection) => connection.close()),
        )
      }
    },
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

function throughBastion(host: ResolvedHost, bastion: ResolvedHost, error: Error): SshError {
  const kind = error instanceof SshError ? error.kind : 'unroutable'
  return new SshError(
    kind,
    `${host.address} port ${host.port} cannot be reached through ${bastion.name}: ${error.message}`,
    {
      cause: error,
    },
  )
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
