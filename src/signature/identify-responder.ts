import type { HttpResponse } from './http-response.ts'
import { matchesResponse } from './matches-response.ts'
import type { Certainty, ResponderRule } from './responder-rule.ts'
import { appServerRules } from './responder-rules/app-servers.ts'
import { cloudRules } from './responder-rules/clouds.ts'
import { frameworkRules } from './responder-rules/frameworks.ts'
import { gatewayHeadRules, gatewayRules } from './responder-rules/gateways.ts'
import { hintRules } from './responder-rules/hints.ts'
import { knownApplicationRules } from './responder-rules/known-applications.ts'
import { meshRules } from './responder-rules/mesh.ts'
import { nginxRules } from './responder-rules/nginx.ts'
import { platformRules } from './responder-rules/platforms.ts'
import { proxyRules } from './responder-rules/proxies.ts'
import { relayMarks } from './responder-rules/relays.ts'
import { type ResponseView, viewResponse } from './view-response.ts'

/** Who produced a response, what that program means by it, and what to look at next. */
export interface Responder {
  /** Lower-case name; `app` for an application or its framework. */
  readonly program: string
  readonly certainty: Certainty
  readonly meaning: string
  readonly next: readonly string[]
  /** Programs that passed the response on, as far as it shows. */
  readonly relayedBy: readonly string[]
}

/** Every rule, in the order they are tried: texts that only one program writes first, guesses from the head last. */
export const responderRules: readonly ResponderRule[] = [
  ...gatewayRules,
  ...cloudRules,
  ...platformRules,
  ...meshRules,
  ...nginxRules,
  ...proxyRules,
  ...appServerRules,
  ...knownApplicationRules,
  ...frameworkRules,
  ...gatewayHeadRules,
  ...hintRules,
]

/**
 * Names the program that produced a response, not one that passed it on. A body that no rule knows is `app`, `unknown`:
 * probably the application, never a confident guess. Work is bounded: 128 KiB of the body and 200 headers are read.
 */
export function identifyResponder(response: HttpResponse): Responder {
  const view = viewResponse(response)
  const rule = responderRules.find(({ when }) => matchesResponse(when, view))
  const relayedBy = listRelays(view).filter((program) => program !== rule?.program)
  return { ...(rule ? pick(rule) : unknownResponder(response.status, relayedBy)), relayedBy }
}

/** Whether one program, and no other known here, sends this text as its whole body, or begins its body with it. */
export function isKnownText(text: string): boolean {
  const view = viewResponse({ status: 503, statusText: '', httpVersion: '1.1', headers: [], body: text })
  return responderRules.some(({ certainty, when }) => {
    const isWhole = when.is !== undefined || when.starts !== undefined || when.like?.source.startsWith('^') === true
    return isWhole && certainty !== 'unknown' && matchesResponse(when, view)
  })
}

/** The status whose reason phrase is all of a body. */
function statusOfPhrase(body: string): number | undefined {
  const phrase = body.trim().slice(0, 40).toLowerCase()
  if (/^bad gateway\.?$/.test(phrase)) return 502
  return /^gateway time-?out\.?$/.test(phrase) ? 504 : undefined
}

/** Statuses that a page or an error document gives itself; 503 is tried where it names none. */
function statusesIn(body: string): readonly number[] {
  const named = [...body.slice(0, 64 * 1024).matchAll(/(?<![\d.#-])(?:429|50[0-4])(?![\d.-])/g)].map(([text]) =>
    Number(text),
  )
  return [...new Set([...named, 503])]
}

/** Names the program that wrote a body whose head is not known; what only the head could tell is left open. */
export function identifyBody(body: string): Responder {
  for (const status of statusesIn(body)) {
    const view = viewResponse({ status, statusText: '', httpVersion: '1.1', headers: [], body })
    const rule = responderRules.find(({ when }) => when.without === undefined && matchesResponse(when, view))
    if (rule !== undefined) return { ...pick(rule), relayedBy: [] }
  }
  return { ...unknownResponder(statusOfPhrase(body) ?? 503, []), relayedBy: [] }
}

function pick({ program, certainty, meaning, next }: ResponderRule): Omit<Responder, 'relayedBy'> {
  return { program, certainty, meaning, next }
}

function unknownResponder(status: number, relays: readonly string[]): Omit<Responder, 'relayedBy'> {
  return status === 502 || status === 504 ? unknownGateway(status, relays) : unknownApp(relays)
}

/** 502 and 504 are what gateways say of the one behind them; an application says them of its own gateway at most. */
function unknownGateway(status: number, relays: readonly string[]): Omit<Responder, 'relayedBy'> {
  const through = relays.length > 0 ? ` It came through ${relays.join(' and ')}.` : ''
  const why =
    status === 502 ? 'got no usable answer from the application' : 'got no answer from the application in time'
  return {
    program: 'gateway',
    certainty: 'unknown',
    meaning: `Unknown which, but a gateway or proxy in front of the application: ${status} says that it ${why}. No page known here looks like this.${through}`,
    next: [
      'The log of the outermost proxy at this time: whom did it ask, and how did that fail?',
      'On the application’s host: ss -ltn   # does anything listen where the proxy asks?',
    ],
  }
}

function unknownApp(relays: readonly string[]): Omit<Responder, 'relayedBy'> {
  const through = relays.length > 0 ? ` It came through ${relays.join(' and ')}, whose own pages look different.` : ''
  return {
    program: 'app',
    certainty: 'unknown',
    meaning: `Unknown, probably the application: no program known here writes this.${through}`,
    next: [
      'The application’s log at this time: journalctl --since "10 min ago" --no-pager',
      'The proxy’s access log: did an upstream answer with this status, or the proxy itself?',
    ],
  }
}

function listRelays(view: ResponseView): readonly string[] {
  const passed = relayMarks.filter(({ header, pattern }) =>
    (view.headers.get(header) ?? []).some((value) => pattern.test(value)),
  )
  return [...new Set(passed.map(({ program }) => program))]
}
