import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { type Ack, ackLimitMs, type Transport } from './deliver.ts'
import { asJson, asText } from './json.ts'
import type { LocalSlackState } from './state.ts'

/** Slack's Socket Mode, server side: up to ten connections of one app, each envelope to any one of them. */
export interface SocketTransport extends Transport {
  /** A fresh address for `apps.connections.open`; good for one connection. */
  open(): string
  connections(): number
}

interface Waiting {
  readonly socket: WebSocket
  readonly settle: (ack: Ack) => void
}

/** A real server pings now and then, and gives a connection that it renews a moment to go. */
const pingMs = 5000
const goneAfterMs = 2000
const mostConnections = 10

export function createSocketTransport(server: Server, state: LocalSlackState): SocketTransport {
  const sockets: WebSocket[] = []
  const tickets = new Set<string>()
  const waiting = new Map<string, Waiting>()
  const wss = new WebSocketServer({ noServer: true })

  const onUpgrade = (request: { url?: string | undefined }, socket: Duplex, head: Buffer): void => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'ws://local')
    if (pathname !== '/link' || !tickets.delete(searchParams.get('ticket') ?? '') || sockets.length >= mostConnections)
      return void socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n')
    wss.handleUpgrade(request as never, socket, head, (opened) => greet(opened))
  }
  const greet = (socket: WebSocket): void => {
    sockets.push(socket)
    const ping = setInterval(() => socket.ping(), pingMs)
    socket.on('message', (data) => receive(Buffer.isBuffer(data) ? data.toString('utf8') : ''))
    socket.on('error', () => socket.terminate())
    socket.on('close', () => {
      clearInterval(ping)
      forget(socket)
      for (const { socket: of, settle } of waiting.values()) if (of === socket) settle(failure('connection closed'))
    })
    say(socket, {
      type: 'hello',
      num_connections: sockets.length,
      debug_info: { host: 'local', approximate_connection_time: 18_060 },
      connection_info: { app_id: state.workspace.bot.appId },
    })
  }
  const forget = (socket: WebSocket): void => {
    if (sockets.includes(socket)) sockets.splice(sockets.indexOf(socket), 1)
  }
  const receive = (text: string): void => {
    const answer = asJson(parse(text))
    waiting.get(asText(answer['envelope_id']))?.settle({ kind: 'acked', afterMs: 0, payload: answer['payload'] })
  }
  /** The oldest connection is told to come back on a new one; nothing more is sent on it. */
  const refresh = (): void => {
    const [oldest] = sockets
    if (!oldest) return
    forget(oldest)
    say(oldest, { type: 'disconnect', reason: 'refresh_requested', debug_info: { host: 'local' } })
    setTimeout(() => oldest.terminate(), goneAfterMs).unref()
  }
  let refreshedAt = state.now()
  const refresher = setInterval(() => {
    const { socketRefreshMs } = state.faults
    if (socketRefreshMs === 0 || state.now() - refreshedAt < socketRefreshMs) return
    refreshedAt = state.now()
    refresh()
  }, 100)
  server.on('upgrade', onUpgrade)

  return {
    open: () => {
      const ticket = randomUUID()
      tickets.add(ticket)
      return `${state.url().replace(/^http/, 'ws')}/link?ticket=${ticket}`
    },
    connections: () => sockets.length,
    send: ({ type, payload }, retry) =>
      new Promise((resolve) => {
        const socket = sockets[Math.floor(state.random() * sockets.length)]
        if (!socket) return resolve(failure('no connection'))
        const id = randomUUID()
        const sentAt = state.now()
        const timer = setTimeout(() => settle(failure('no acknowledgement within 3 s')), ackLimitMs)
        const settle = (ack: Ack): void => {
          clearTimeout(timer)
          waiting.delete(id)
          resolve(ack.kind === 'acked' ? { ...ack, afterMs: state.now() - sentAt } : ack)
        }
        waiting.set(id, { socket, settle })
        say(socket, {
          envelope_id: id,
          type,
          payload,
          accepts_response_payload: type !== 'events_api',
          ...(retry ? { retry_attempt: retry.attempt, retry_reason: retry.reason } : {}),
        })
      }),
    stop: () => {
      clearInterval(refresher)
      server.off('upgrade', onUpgrade)
      for (const socket of wss.clients) socket.terminate()
      return new Promise((resolve) => wss.close(() => resolve()))
    },
  }
}

function say(socket: WebSocket, message: unknown): void {
  socket.send(JSON.stringify(message))
}

function failure(reason: string): Ack {
  return { kind: 'failed', reason }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
