import type { Fault } from '../fault.ts'
import { appNotStarted } from './app-not-started.ts'
import { combined } from './combined.ts'
import { dbConnectionsExhausted } from './db-connections-exhausted.ts'
import { dependencyFailure } from './dependency-failure.ts'
import { deploymentInProgress } from './deployment-in-progress.ts'
import { healthCheckFailing } from './health-check-failing.ts'
import { healthy } from './healthy.ts'
import { infrastructure } from './infrastructure.ts'
import { serverOverload } from './server-overload.ts'

/** Every fault that the lab can make, and the healthy controls. */
export const allFaults: readonly Fault[] = [
  ...appNotStarted,
  ...serverOverload,
  ...healthCheckFailing,
  ...deploymentInProgress,
  ...dbConnectionsExhausted,
  ...dependencyFailure,
  ...infrastructure,
  ...combined,
  ...healthy,
]
