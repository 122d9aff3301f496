import type { SupportedCause } from './log-signature.ts'
import { explainTermination } from './termination-state.ts'

/** Milliseconds; -1 where the request did not come so far. */
interface HaproxyTimers {
  /** Waiting for the request of the client (HTTP only). */
  readonly requestMs?: number
  readonly queueMs: number
  readonly connectMs: number
  /** Waiting for the head of the server's answer (HTTP only). */
  readonly responseMs?: number
  readonly totalMs: number
}

/** One line of HAProxy's own HTTP or TCP log, decoded. */
export interface HaproxyLine {
  readonly frontend: string
  readonly backend: string
  /** `<NOSRV>` where no server was chosen. */
  readonly server: string
  readonly timers: HaproxyTimers
  /** 0 in TCP mode and where no answer was sent (-1 in the log). */
  readonly status: number
  /** Termination state: 4 characters in HTTP mode, 2 in TCP mode. */
  readonly flags: string
  readonly retries: number
  readonly meaning: string
  readonly supports?: SupportedCause
}

const scannedChars = 4096
const name = String.raw`([\w.:<>@-]{1,128})`
const timer = String.raw`(-?\d{1,12})`
const counts = String.raw`\d{1,9}\/\d{1,9}\/\d{1,9}\/\d{1,9}\/(\+?\d{1,9}) \d{1,9}\/\d{1,9}`
const route = String.raw`\] ${name}~? ${name}\/${name} `
const http = new RegExp(
  String.raw`${route}${timer}\/${timer}\/${timer}\/${timer}\/\+?${timer} (-?\d{1,3}) \+?\d{1,15} \S{1,200} \S{1,200} ([A-Za-z-]{4}) ${counts}`,
)
const tcp = new RegExp(String.raw`${route}${timer}\/${timer}\/\+?${timer} \+?\d{1,15} ([A-Za-z-]{2}) ${counts}`)

/**
 * Decodes a line of `option httplog` or `option tcplog`; undefined for any other line. The meaning follows HAProxy's
 * configuration manual, "Session state at disconnection", and what was measured with version 2.6.
 */
export function parseHaproxyLine(line: string): HaproxyLine | undefined {
  const text = line.slice(0, scannedChars)
  return parseHttp(text) ?? parseTcp(text)
}

function parseHttp(text: string): HaproxyLine | undefined {
  const match = http.exec(text)
  if (!match) return undefined
  const [, frontend = '', backend = '', server = '', ...rest] = match
  const [request, queue, connect, response, total, code, flags = '', retries] = rest
  const timers = {
    requestMs: Number(request),
    queueMs: Number(queue),
    connectMs: Number(connect),
    responseMs: Number(response),
    totalMs: Number(total),
  }
  const base = {
    frontend,
    backend,
    server,
    timers,
    status: Math.max(0, Number(code)),
    flags,
    retries: Number(retries),
  }
  return { ...base, ...explainTermination(base) }
}

function parseTcp(text: string): HaproxyLine | undefined {
  const match = tcp.exec(text)
  if (!match) return undefined
  const [, frontend = '', backend = '', server = '', queue, connect, total, flags = '', retries] = match
  const timers = { queueMs: Number(queue), connectMs: Number(connect), totalMs: Number(total) }
  const base = { frontend, backend, server, timers, status: 0, flags, retries: Number(retries) }
  return { ...base, ...explainTermination(base) }
}
