import type { Failed } from '../probe/answer.ts'
import type { BalancerConfigValue } from '../probe/balancer-config.ts'
import type { ProxyLogValue } from '../probe/proxy-log.ts'
import type { Signature, SupportedCause } from '../signature/log-signature.ts'
import type { Certainty } from '../signature/responder-rule.ts'

/** What users get at the public URL, what the balancer gets there, and what proxies say of it. */
export interface EdgeFacts {
  'edge-served': ServedFacts
  'edge-slow': ServedFacts
  'edge-unavailable': UnservedFacts
  'edge-intermittent': UnservedFacts
  'edge-rate-limited': { readonly program: string }
  'edge-responder': { readonly program: string; readonly certainty: Certainty; readonly meaning: string }
  'edge-from-balancer': { readonly served: boolean }
  'proxy-limiting': ProxyLineFacts
  'proxy-log-line': ProxyLineFacts
  'proxy-log-no-entry': ProxyWords & { readonly next: string }
  'config-makes-503': {
    readonly program: BalancerConfigValue['kind']
    readonly file: string
    readonly line: string
    /** It counts requests; another line is a switch that somebody turned. */
    readonly isLimit: boolean
  }
}

interface ServedFacts {
  /** Zero where there was no answer at all. */
  readonly status: number
  /** The slowest of all tries. */
  readonly firstByteMs: number
}

/** Of the first try that was not served: an answer (`status` and who gave it), or none (`failure`). */
interface UnservedFacts {
  readonly bad: number
  readonly tries: number
  readonly status?: number
  readonly program?: string
  readonly certainty?: Certainty
  /** What the page speaks of. */
  readonly says?: 'maintenance'
  readonly failure?: Failed['failure']
  readonly phase?: Failed['phase']
}

interface ProxyWords {
  readonly program: ProxyLogValue['program']
  /** Of the log. */
  readonly path: string
  readonly meaning: string
  /** Empty where it speaks for no cause. */
  readonly supports: SupportedCause | ''
}

interface ProxyLineFacts extends ProxyWords {
  readonly signature: string
  readonly line: string
  /** What the proxy has no more of. */
  readonly lacks?: NonNullable<Signature['lacks']>
}
