import type { Certainty, EmitterRule } from './emitter-rule.ts'
import { appServerRules } from './emitter-rules/app-servers.ts'
import { cloudRules } from './emitter-rules/clouds.ts'
import { frameworkRules } from './emitter-rules/frameworks.ts'
import { hintRules } from './emitter-rules/hints.ts'
import { meshRules } from './emitter-rules/mesh.ts'
import { nginxRules } from './emitter-rules/nginx.ts'
import { proxyRules } from './emitter-rules/proxies.ts'
import { relayMarks } from './emitter-rules/relays.ts'
import type { HttpResponse } from './http-response.ts'
import { matchesResponse } from './matches-response.ts'
import { type ResponseView, viewResponse } from './view-response.ts'

/** Who produced a response, what that program means by it, and what to look at next. */
export interface Emitter {
  /** Lower-case name; `app` for an application or its framework. */
  readonly program: string
  readonly certainty: Certainty
  readonly meaning: string
  readonly next: readonly string[]
  /** Programs that passed the response on, as far as it shows. */
  readonly relayedBy: readonly string[]
}

/** Every rule, in the order they are tried: texts that only one program writes first, guesses from the head last. */
export const emitterRules: readonly EmitterRule[] = [
  ...cloudRules,
  ...meshRules,
  ...nginxRules,
  ...proxyRules,
  ...appServerRules,
  ...frameworkRules,
  ...hintRules,
]

/**
 * Names the program that produced a response, not one that passed it on. A body that no rule knows is `app`, `unknown`:
 * probably the application, never a confident guess. Work is bounded: 128 KiB of the body and 200 headers are read.
 */
export function identifyEmitter(response: HttpResponse): Emitter {
  const view = viewResponse(response)
  const rule = emitterRules.find(({ when }) => matchesResponse(when, view))
  const relayedBy = listRelays(view).filter((program) => program !== rule?.program)
  if (!rule) return { ...unknownEmitter(relayedBy), relayedBy }
  const { program, certainty, meaning, next } = rule
  return { program, certainty, meaning, next, relayedBy }
}

function unknownEmitter(relays: readonly string[]): Omit<Emitter, 'relayedBy'> {
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
