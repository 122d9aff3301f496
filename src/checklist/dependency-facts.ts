import type { Endpoint } from '../service/service.ts'
import type { FailureFacts } from './database-facts.ts'

/** What hosts get from the endpoints that the service needs. */
export interface DependencyFacts {
  'dependency-ok': Asked
  'dependency-slow': Asked
  'dependency-unreachable': Asked & FailureFacts
  'dependency-refusing': Asked & {
    /** In one word where it is a Redis: 'loading', 'memory', 'replica'. */
    readonly problem: string
  }
  'dependency-read-only': Asked
  'dependency-name-unresolved': { readonly name: string; readonly kind: Endpoint['kind'] }
  'dependency-from-bot': Asked & { readonly answers: boolean }
}

interface Asked {
  readonly kind: Endpoint['kind']
  /** Else the machine that looks asked in the host's place. */
  readonly fromHost: boolean
}
