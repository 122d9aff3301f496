import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { type HandshakeOptions, HungUpEarly, logIn, openTcp } from './connect.ts'
import type { Connection } from './connection.ts'
import { createFanOut } from './fan-out.ts'
import { createPermits, type Permits } from './permits.ts'
import type { ResolvedHost } from './resolved-host.ts'
import { SshError } from './ssh-error.ts'
import { openTunnel } from './tunnel.ts'
import type { TunnelSocket } from './tunnel-socket.ts'

/** Opens connections, so many at once as those on the way can do. */
export interface Opener {
  /** Rejects with `SshError`. */
  open(host: ResolvedHost, signal: AbortSignal): Promise<Connection>
  /** The first thing that was wanted of a connection is done: its place among those taken on goes to the next host. */
  settle(connection: Connection): void
}

export interface OpenerOptions extends Omit<HandshakeOptions, 'signal'> {
  /** The connection to a host that others are behind. */
  readonly connectBastion: (host: ResolvedHost, signal: AbortSignal) => Promise<Connection>
}

/** How long a host may keep its place: a mute one, or one with a slow script, costs its own time and nobody else's. */
const patienceMs = 1000

/** Tries after a peer hung up early, with a pause that grows and is not the same for all. */
const tries = 3

export function createOpener(options: OpenerOptions): Opener {
  const { limits } = options
  const connects = createPermits(limits.connectsAtOnce)
  const fanOut = createFanOut(limits.hostsAtOnce)
  const places = new WeakMap<Connection, () => void>()
  const settle = (connection: Connection): void => places.get(connection)?.()

  const openTransport = async (host: ResolvedHost, signal: AbortSignal) => {
    const bastion = host.jump.at(-1)
    const via = bastion && (await options.connectBastion({ ...bastion, jump: host.jump.slice(0, -1) }, signal))
    if (via) settle(via)
    const release = await connects.acquire(signal)
    const startedAt = performance.now()
    try {
      const transport = via
        ? await tunnelTo(host, via, { timeoutMs: limits.connectMs, signal })
        : await openTcp(host, { limits, signal })
      return { transport, connectMs: performance.now() - startedAt }
    } finally {
      release()
    }
  }

  const openOnce = async (host: ResolvedHost, signal: AbortSignal): Promise<Connection> => {
    const { transport, connectMs } = await openTransport(host, signal)
    const leave = await takePlace(fanOut.permits, transport, signal)
    const startedAt = performance.now()
    try {
      const connection = await logIn(host, transport, { ...options, signal })
      fanOut.onLogin({ connectMs, handshakeMs: performance.now() - startedAt })
      places.set(connection, leave)
      return connection
    } catch (error) {
      leave()
      throw error
    }
  }

  return {
    settle,
    async open(host, signal) {
      for (let trial = 1; ; trial++) {
        try {
          return await openOnce(host, signal)
        } catch (error) {
          if (!(error instanceof HungUpEarly) || trial === tries || signal.aborted) throw error
          fanOut.onHungUp()
          await sleep(100 * trial + Math.random() * 300 * trial, undefined, { signal }).catch(() => undefined)
        }
      }
    },
  }
}

/** Resolves with how to leave the place again. */
async function takePlace(permits: Permits, transport: Duplex, signal: AbortSignal): Promise<() => void> {
  try {
    const release = await permits.acquire(signal)
    const patience = setTimeout(release, patienceMs)
    return () => {
      clearTimeout(patience)
      release()
    }
  } catch (error) {
    transport.destroy()
    throw error
  }
}

async function tunnelTo(
  host: ResolvedHost,
  bastion: Connection,
  options: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<TunnelSocket> {
  try {
    return await openTunnel(bastion, { kind: 'tcp', host: host.address, port: host.port }, options)
  } catch (error) {
    const kind = error instanceof SshError ? error.kind : 'unroutable'
    const where = `${host.address} port ${host.port} cannot be reached through ${bastion.host.name}`
    throw new SshError(kind, `${where}: ${(error as Error).message}`, { cause: error })
  }
}
