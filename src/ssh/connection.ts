import type { Duplex } from 'node:stream'
import type { Client, ClientChannel } from 'ssh2'
import { oneLine } from '../lib/one-line.ts'
import { guardWindow } from './guard-window.ts'
import type { ResolvedHost } from './resolved-host.ts'
import { createSemaphore, type Semaphore } from './semaphore.ts'
import { detailChars, SshError } from './ssh-error.ts'

/** A logged-in connection to one host. Owned by the pool; everybody else borrows it. */
export interface Connection {
  readonly host: ResolvedHost
  readonly client: Client
  /** One script at a time, so that a host with `MaxSessions 1` serves several runs in turn. Tunnels are not sessions. */
  readonly sessions: Semaphore
  /** Why it is gone; undefined while it lives. */
  readonly gone: string | undefined
  /** Calls back once when it is gone, at once when it is already; returns how to stop listening. */
  onGone(callback: (why: string) => void): () => void
  /** Drops it without a word, for a peer that breaks the protocol. */
  drop(why: string): void
  /** Ends it in order; resolves when the socket is closed. */
  close(): Promise<void>
}

/** Time for the last packets to leave before the socket is destroyed. */
const closeMs = 300

export function createConnection(host: ResolvedHost, client: Client, transport: Duplex): Connection {
  const listeners = new Set<(why: string) => void>()
  let gone: string | undefined
  let lastError: string | undefined
  const end = (why: string): void => {
    if (gone !== undefined) return
    gone = why
    for (const listener of listeners) listener(why)
    listeners.clear()
  }
  client.on('error', (error) => {
    if (error.level === 'agent') return
    lastError = error.level === 'client-timeout' ? 'no answer to keepalives' : oneLine(error.message, detailChars)
  })
  client.on('close', () => end(`the connection to ${host.address} was lost${lastError ? `: ${lastError}` : ''}`))
  return {
    host,
    client,
    sessions: createSemaphore(1),
    get gone() {
      return gone
    },
    onGone(callback) {
      if (gone !== undefined) callback(gone)
      else listeners.add(callback)
      return () => listeners.delete(callback)
    },
    drop(why) {
      end(why)
      transport.destroy()
    },
    async close() {
      end('the connection was closed by us')
      await closeTransport(client, transport)
    },
  }
}

/** Ends a client and the socket under it, which ssh2 itself leaves open when the peer does not answer. */
export function closeTransport(client: Client, transport: Duplex): Promise<void> {
  return new Promise((resolve) => {
    if (transport.destroyed || transport.closed) return resolve()
    const timer = setTimeout(() => transport.destroy(), closeMs)
    transport.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
    client.end()
  })
}

/** A server said no to a channel. */
export class ChannelRefused extends Error {
  /** RFC 4254 section 5.1: 1 prohibited, 2 connect failed, 3 unknown type, 4 shortage. */
  readonly reason: number
  constructor(reason: number, message: string) {
    super(message)
    this.name = 'ChannelRefused'
    this.reason = reason
  }
}

/** Less than this per packet is no server at work: RFC 4254 asks for 32768, and 0 makes ssh2 1.17.0 loop for ever (its report 1504). */
const leastPacketSize = 256

/**
 * Opens a channel; `onOpen` runs in the same tick as ssh2's callback, for listeners that must miss nothing. A channel that
 * opens after the time is up or after an abort is closed again. Rejects with `SshError` or `ChannelRefused`.
 */
export function openChannel<T>(
  connection: Connection,
  options: {
    readonly timeoutMs: number
    readonly signal: AbortSignal
    readonly request: (client: Client, callback: (error: Error | undefined, channel: ClientChannel) => void) => void
    readonly onOpen: (channel: ClientChannel) => T
  },
): Promise<T> {
  const { timeoutMs, signal } = options
  return new Promise((resolve, reject) => {
    if (connection.gone !== undefined) return reject(new SshError('lost', connection.gone))
    if (signal.aborted) return reject(new SshError('aborted', 'the run ended first'))
    let isOver = false
    const over = (error?: Error): void => {
      isOver = true
      clearTimeout(timer)
      stopListening()
      signal.removeEventListener('abort', onAbort)
      if (error) reject(error)
    }
    const onAbort = (): void => over(new SshError('aborted', 'the run ended first'))
    const timer = setTimeout(
      () =>
        over(new SshError('channel-timeout', `${connection.host.address} opened no channel within ${timeoutMs} ms`)),
      timeoutMs,
    )
    const stopListening = connection.onGone((why) => over(new SshError('lost', why)))
    signal.addEventListener('abort', onAbort, { once: true })
    const callback = (error: Error | undefined, channel: ClientChannel): void => {
      if (isOver) return error ? undefined : channel.close()
      if (error) return over(refusalOf(error))
      const { packetSize } = (channel as unknown as { outgoing: { packetSize: number } }).outgoing
      if (packetSize < leastPacketSize) {
        const why = `${connection.host.address} offers packets of ${packetSize} bytes; dropped`
        over(new SshError('lost', why))
        return connection.drop(why)
      }
      guardWindow(channel, () => connection.drop(`${connection.host.address} sends more than it may; dropped`))
      over()
      resolve(options.onOpen(channel))
    }
    try {
      options.request(connection.client, callback)
    } catch (error) {
      // ssh2 throws 'Not connected' when the socket died in this very tick.
      over(new SshError('lost', oneLine((error as Error).message, detailChars)))
    }
  })
}

function refusalOf(error: Error): Error {
  const { reason } = error as { reason?: unknown }
  const words = oneLine(error.message.replace('(SSH) Channel open failure: ', ''), detailChars)
  return new ChannelRefused(typeof reason === 'number' ? reason : 0, words)
}
