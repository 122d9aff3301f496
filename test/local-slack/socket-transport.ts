import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { type Ack, ackLimitMs, type Envelope, type Transport } from './deliver.ts'
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
    wss.handleUpgrade(request as never, socket, head, (opened) => greet(opened, { sockets, waiting, state }))
  }
  server.on('upgrade', onUpgrade)
  const refresher = refreshNowAndThen(sockets, state)
  return {
    open: () => {
      const ticket = randomUUID()
      tickets.add(ticket)
      return `${state.url().replace(/^http/, 'ws')}/link?ticket=${ticket}`
    },
    connections: () => sockets.length,
    send: (envelope, retry) => send({ envelope, retry }, { sockets, waiting, state }),
    stop: () => {
      clearInterval(refresher)
      server.off('upgrade', onUpgrade)
      for (const socket of wss.clients) socket.terminate()
      return new Promise((resolve) => wss.close(() => resolve()))
    },
  }
}

/** The open connections, and whoever waits for an acknowledgement, by envelope. */
interface Line {
  readonly sockets: WebSocket[]
  readonly waiting: Map<string, Waiting>
  readonly state: LocalSlackState
}

/** A new connection is told that it is one, pinged, and listened to. */
function greet(socket: WebSocket, { sockets, waiting, state }: Line): void {
  sockets.push(socket)
  const ping = setInterval(() => socket.ping(), pingMs)
  socket.on('message', (data) => {
    const answer = asJson(parse(Buffer.isBuffer(data) ? data.toString('utf8') : ''))
    waiting.get(asText(answer['envelope_id']))?.settle({ kind: 'acked', afterMs: 0, payload: answer['payload'] })
  })
  socket.on('error', () => socket.terminate())
  socket.on('close', () => {
    clearInterval(ping)
    forget(socket, sockets)
    for (const { socket: of, settle } of waiting.values()) if (of === socket) settle(failure('connection closed'))
  })
  say(socket, {
    type: 'hello',
    num_connections: sockets.length,
    debug_info: { host: 'local', approximate_connection_time: 18_060 },
    connection_info: { app_id: state.workspace.bot.appId },
  })
}

/** Sends an envelope on one of the connections, and waits for its acknowledgement as long as Slack does. */
function send(
  { envelope, retry }: { envelope: Envelope; retry: { attempt: number; reason: string } | undefined },
  { sockets, waiting, state }: Line,
): Promise<Ack> {
  return new Promise((resolve) => {
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
      ...envelope,
      accepts_response_payload: envelope.type !== 'events_api',
      ...(retry ? { retry_attempt: retry.attempt, retry_reason: retry.reason } : {}),
    })
  })
}

/** As often as the faults say, the oldest connection is told to come back on a new one; nothing more is sent on it. */
function refreshNowAndThen(sockets: WebSocket[], state: LocalSlackState): NodeJS.Timeout {
  let refreshedAt = state.now()
  return setInterval(() => {
    const { socketRefreshMs } = state.faults
    if (socketRefreshMs === 0 || state.now() - refreshedAt < socketRefreshMs) return
    refreshedAt = state.now()
    const [oldest] = sockets
    if (!oldest) return
    forget(oldest, sockets)
    say(oldest, { type: 'disconnect', reason: 'refresh_requested', debug_info: { host: 'local' } })
    setTimeout(() => oldest.terminate(), goneAfterMs).unref()
  }, 100)
}

function forget(socket: WebSocket, sockets: WebSocket[]): void {
  if (sockets.includes(socket)) sockets.splice(sockets.indexOf(socket), 1)
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
