import type { DatabaseFacts } from './database-facts.ts'
import type { DependencyFacts } from './dependency-facts.ts'
import type { DeployFacts } from './deploy-facts.ts'
import type { EdgeFacts } from './edge-facts.ts'
import type { HealthFacts } from './health-facts.ts'
import type { ProcessFacts } from './process-facts.ts'
import type { ResourceFacts } from './resource-facts.ts'
import type { StepId } from './step.ts'

/** Everything a step can find, by step: the closed list that causes are scored from. */
export const findingIds = {
  edge: [
    'edge-served',
    'edge-slow',
    'edge-unavailable',
    'edge-intermittent',
    'edge-rate-limited',
    'edge-responder',
    'edge-from-balancer',
    'proxy-limiting',
    'proxy-log-line',
    'proxy-log-no-entry',
    'config-makes-503',
  ],
  process: [
    'unit-active',
    'unit-failed',
    'unit-inactive',
    'unit-missing',
    'unit-crash-looping',
    'unit-restarting',
    'unit-starting',
    'unit-stopping',
    'unit-killed-for-memory',
    'other-unit-failed',
    'process-running',
    'process-missing',
    'process-frozen',
    'listening',
    'not-listening',
    'listening-on-loopback-only',
    'journal-line',
  ],
  resources: [
    'host-stuck',
    'load-ok',
    'load-high',
    'cpu-ok',
    'cpu-saturated',
    'cpu-stolen',
    'cpu-throttled',
    'pressure-ok',
    'memory-pressure',
    'io-pressure',
    'memory-ok',
    'memory-high',
    'swap-exhausted',
    'unit-memory-at-limit',
    'tasks-exhausted',
    'disk-ok',
    'disk-full',
    'disk-high-elsewhere',
    'inodes-exhausted',
    'mount-read-only',
    'files-ok',
    'files-exhausted',
    'oom-kill',
    'old-oom-kill',
    'network-ok',
    'accept-queue-overflowing',
    'conntrack-full',
    'local-ports-exhausted',
    'accept-queue-ok',
    'accept-queue-full',
    'accept-queue-growing',
    'workers-stuck',
  ],
  health: [
    'health-ok',
    'health-slow',
    'health-failing',
    'health-no-answer',
    'health-intermittent',
    'app-serves',
    'app-does-not-serve',
    'server-up',
    'server-down',
    'server-unresolved',
    'server-flapping',
    'server-at-limit',
    'backend-down',
    'balancer-connects',
    'balancer-cannot-connect',
    'frontend-denying',
    'frontend-at-limit',
    'balancer-recognised',
    'balancer-part-missing',
    'servers-of-others-down',
    'statistics-incomplete',
  ],
  database: [
    'database-ok',
    'connections-exhausted',
    'connections-refused',
    'role-limit-reached',
    'lock-pile-up',
    'idle-in-transaction',
    'database-unavailable',
    'database-read-only',
    'database-unreachable',
    'database-reachable',
    'database-from-bot',
    'database-name-unresolved',
    'database-slow',
    'database-restarted',
    'pool-ok',
    'pool-queueing',
    'pool-waiting',
  ],
  dependencies: [
    'dependency-ok',
    'dependency-slow',
    'dependency-unreachable',
    'dependency-refusing',
    'dependency-read-only',
    'dependency-name-unresolved',
    'dependency-from-bot',
  ],
  deploy: [
    'release-recent',
    'release-settled',
    'release-mixed',
    'release-missing',
    'unit-started-recently',
    'unit-running-since',
    'config-changed-recently',
    'server-in-maintenance',
    'server-draining',
  ],
} as const satisfies { readonly [S in StepId]: readonly (keyof FactsOfStep[S])[] }

interface FactsOfStep {
  edge: EdgeFacts
  process: ProcessFacts
  resources: ResourceFacts
  health: HealthFacts
  database: DatabaseFacts
  dependencies: DependencyFacts
  deploy: DeployFacts
}

/** `unseen` may be found by every step. */
export type FindingId = (typeof findingIds)[keyof typeof findingIds][number] | 'unseen'
