import type { Failed } from '../probe/answer.ts'
import type { BalancerConfigValue } from '../probe/balancer-config.ts'
import type { Signature } from '../signature/log-signature.ts'
import type { NoFacts } from './process-facts.ts'

/** The health endpoint on each host, and what balancers think of their servers. */
export interface HealthFacts {
  'health-ok': {
    /** The slowest of all tries; absent where a port was asked. */
    readonly firstByteMs?: number
  }
  'health-slow': { readonly firstByteMs: number }
  'health-failing': TriesFacts & {
    readonly status: number
    readonly body: string
    /** Users get the very same page: it may come from a proxy that both go through. */
    readonly isUsersPage?: true
  }
  'health-no-answer': Partial<TriesFacts> & {
    readonly failure: Failed['failure']
    readonly phase: Failed['phase']
  }
  'health-intermittent': TriesFacts
  'app-serves': NoFacts
  'app-does-not-serve': NoFacts
  'server-up': ServerFacts
  'server-down': ServerFacts
  'server-unresolved': ServerFacts
  'server-flapping': ServerFacts
  'server-at-limit': ServerFacts
  'backend-down': { readonly balancer: string; readonly backend: string }
  'balancer-connects': { readonly balancer: string; readonly address: string }
  'balancer-cannot-connect': {
    readonly balancer: string
    readonly address: string
    readonly failure: Failed['failure']
  }
  'frontend-denying': {
    readonly balancer: string
    /** Requests since it started. */
    readonly denied: number
  }
  'frontend-at-limit': {
    readonly program: 'haproxy'
    readonly lacks: NonNullable<Signature['lacks']>
    readonly sessions: number
    readonly limit: number
  }
  'balancer-recognised': BalancerFacts
  'balancer-part-missing': { readonly key: string; readonly wanted: string }
  'servers-of-others-down': { readonly balancer: string; readonly servers: number }
  'statistics-incomplete': { readonly balancer: string; readonly rowsLeftOut: number }
}

/** Of a health endpoint that was asked; `bad` of `tries` answers were not well. */
interface TriesFacts {
  readonly url: string
  readonly bad: number
  readonly tries: number
}

/** A server as its balancer has it. Texts are empty where the balancer says nothing. */
export interface ServerFacts {
  /** The balancer's host. */
  readonly balancer: string
  readonly server: string
  readonly backend: string
  readonly address: string
  readonly status: string
  /** HAProxy's word for its last check: `L4CON`, `L7STS`. */
  readonly checkStatus: string
  /** The HTTP status of its last check; zero where there was none. */
  readonly checkCode: number
  readonly checkDetail: string
  readonly sinceSeconds: number
}

interface BalancerFacts {
  readonly kind: BalancerConfigValue['kind']
  /** How many servers of the service it has. */
  readonly servers: number
  /** What it asks its servers for. */
  readonly checkPath?: string
  /** Of its administration. */
  readonly socket?: string
  /** The same as `checkPath`, where nothing tells what came of its checks. */
  readonly healthPath?: string
  /** A server takes only so many connections. */
  readonly isLimited?: boolean
}
