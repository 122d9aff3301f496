import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { type HandshakeOptions, HungUpEarly, logIn, openTcp } from './connect.ts'
import type { Connection } from './connection.ts'
import { createFanOut, type FanOut } from './fan-out.ts'
import type { ResolvedHost } from './resolved-host.ts'
import { createSemaphore } from './semaphore.ts'
import { isUnreached, SshError } from './ssh-error.ts'
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

/** A host that has not taken our TCP connection by then is far or dead: it costs nobody a processor, so it needs no place. */
const nearMs = 100

/** Tries after a peer hung up early, with a pause that grows and is not the same for all. */
const tries = 3

export function createOpener(options: OpenerOptions): Opener {
  const { limits } = options
  const connects = createSemaphore(limits.connectsAtOnce)
  const fanOut = createFanOut(limits.hostsAtOnce)
  const places = new WeakMap<Connection, () => void>()
  const settle = (connection: Connection): void => places.get(connection)?.()

  const openTransport = async (
    host: ResolvedHost,
    { via, signal }: { readonly via: Connection | undefined; readonly signal: AbortSignal },
  ) => {
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
    const bastion = host.jump.at(-1)
    const way = bastion && { ...bastion, jump: host.jump.slice(0, -1) }
    const via = way && (await options.connectBastion(way, signal).catch((error: unknown) => lostOn(way, error)))
    if (via) settle(via)
    const place = await takePlace(fanOut, signal)
    try {
      const far = setTimeout(place.leave, nearMs)
      const { transport, connectMs } = await openTransport(host, { via, signal }).finally(() => clearTimeout(far))
      await place.takeAgain(transport)
      const startedAt = performance.now()
      const connection = await logIn(host, transport, { ...options, signal })
      fanOut.onLogin({ connectMs, handshakeMs: performance.now() - startedAt })
      places.set(connection, place.settle)
      return connection
    } catch (error) {
      place.leave()
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

interface Place {
  /** Gives it to the next host; repeatable. */
  readonly leave: () => void
  /** Waits for a place where it was left meanwhile. Rejects on abort, with the transport destroyed. */
  readonly takeAgain: (transport: Duplex) => Promise<void>
  /** Leaves it because all that was wanted first is done; repeatable. */
  readonly settle: () => void
}

/** A mute host, or one with a slow script, loses its place after a while: it costs its own time and nobody else's. */
async function takePlace(fanOut: FanOut, signal: AbortSignal): Promise<Place> {
  let leave: (() => void) | undefined
  let takenAt = 0
  const take = async (): Promise<void> => {
    const release = await fanOut.semaphore.acquire(signal)
    const patience = setTimeout(release, fanOut.patienceMs())
    takenAt = performance.now()
    leave = () => {
      clearTimeout(patience)
      release()
      leave = undefined
    }
  }
  await take()
  return {
    leave: () => leave?.(),
    async takeAgain(transport) {
      if (leave) return
      try {
        await take()
      } catch (error) {
        transport.destroy()
        throw error
      }
    },
    settle() {
      if (leave) fanOut.onSettled(performance.now() - takenAt)
      leave?.()
    },
  }
}

/** Users do not come through a bastion: that it is away says nothing of the hosts behind it. */
function lostOn(bastion: ResolvedHost, error: unknown): never {
  if (!(error instanceof SshError) || !isUnreached(error)) throw error
  const { code, address, message } = error
  const fix = `on this machine: ssh ${bastion.name} true; it is the jump host of ~/.ssh/config or services.yml`
  throw new SshError('jump', `the jump host ${bastion.name} cannot be reached: ${message}`, {
    cause: error,
    code,
    address,
    fix,
  })
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
