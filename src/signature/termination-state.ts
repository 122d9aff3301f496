import type { SupportedCause } from './log-signature.ts'

interface Ended {
  readonly frontend: string
  readonly backend: string
  readonly server: string
  readonly status: number
  readonly flags: string
  readonly timers: { readonly queueMs: number; readonly requestMs?: number }
}
interface Explained {
  readonly meaning: string
  readonly supports?: SupportedCause
}

/** Who ended the session: first letter of the termination state (HAProxy configuration manual, 8.5). */
const enders: Readonly<Record<string, string>> = {
  C: 'the client closed the connection',
  S: 'the server closed or refused the connection',
  P: 'HAProxy ended it: a limit, a rule, or an invalid message',
  L: 'HAProxy answered itself',
  R: 'HAProxy ran out of memory, sockets or ports',
  I: 'HAProxy met an internal error',
  D: 'HAProxy ended it because the server was found down',
  U: 'HAProxy ended it because a preferred server came back',
  K: 'an administrator ended it',
  c: 'the client was silent for too long',
  s: 'the server was silent for too long',
  '-': 'it ended normally',
}

/** What was going on: second letter. */
const phases: Readonly<Record<string, string>> = {
  R: 'while the request was awaited',
  Q: 'while it waited in the queue for a free server',
  C: 'while the connection to the server was being made',
  H: 'while the head of the answer was awaited',
  D: 'while data was passing',
  L: 'while the last data was being sent',
  T: 'while the request was held by a tarpit rule',
  '-': 'after the whole answer was sent',
}

/** The states that come with errors, in words that say what to make of them. */
const known: Readonly<Record<string, Explained>> = {
  SC: { meaning: 'the server refused the connection', supports: 'app_not_started' },
  sC: { meaning: 'the server did not accept the connection within timeout connect', supports: 'host_unreachable' },
  sQ: {
    meaning: 'every server was at its maxconn and the request waited longer than timeout queue',
    supports: 'server_overload',
  },
  sH: { meaning: 'the server took the request and did not answer within timeout server', supports: 'server_overload' },
  SH: { meaning: 'the server closed or reset the connection before its answer', supports: 'app_not_started' },
  PH: { meaning: 'the answer of the server is not HTTP, or its head is too large' },
  PR: { meaning: 'a rule refused the request: deny, a rate limit, or an invalid request' },
  PT: { meaning: 'a tarpit rule held the request and refused it', supports: 'rate_limited' },
  LR: { meaning: 'a rule answered the request: http-request return, redirect, or a page of HAProxy' },
  CQ: { meaning: 'the client gave up while it waited in the queue', supports: 'server_overload' },
  CC: { meaning: 'the client gave up while the connection to the server was being made' },
  CH: { meaning: 'the client gave up while it waited for the answer' },
  RC: { meaning: 'HAProxy has no socket or port left to connect to the server', supports: 'server_overload' },
  KC: { meaning: 'an administrator ended it while the connection to the server was being made' },
}

/** What a termination state means for this request. */
export function explainTermination({ frontend, backend, server, status, flags, timers }: Ended): Explained {
  const state = flags.slice(0, 2)
  if (state === 'SC' && server === '<NOSRV>') return withoutServer(frontend === backend && timers.requestMs === -1)
  if (state === '--' && status >= 500 && server !== '<NOSRV>')
    return { meaning: `the server itself answered ${status}; HAProxy passed it on` }
  return known[state] ?? { meaning: inWords(state) }
}

/** Measured: without a matching backend the frontend's own name stands in its place (as in a listen section) and no timer runs. */
function withoutServer(isUnmatched: boolean): Explained {
  if (isUnmatched) return { meaning: 'no use_backend rule matched and there is no default_backend' }
  return {
    meaning:
      'no server could be chosen: all down, in maintenance or drain, or none configured; "show stat" tells which',
    supports: 'health_check_failing',
  }
}

function inWords(state: string): string {
  const ender = enders[state.charAt(0)]
  const phase = phases[state.charAt(1)]
  return ender && phase ? `${ender} ${phase}` : `the state ${state} is not in the manual`
}
