import type { Fault } from '../fault.ts'
import { appNotStarted } from './app-not-started.ts'
import { balancerSettings } from './balancer-settings.ts'
import { blockedViews } from './blocked-views.ts'
import { combined } from './combined.ts'
import { dbConnectionsExhausted } from './db-connections-exhausted.ts'
import { dependencyFailure } from './dependency-failure.ts'
import { deploymentInProgress } from './deployment-in-progress.ts'
import { healthCheckFailing } from './health-check-failing.ts'
import { healthy } from './healthy.ts'
import { infrastructure } from './infrastructure.ts'
import { limits } from './limits.ts'
import { refusals } from './refusals.ts'
import { secondLook } from './second-look.ts'
import { serverOverload } from './server-overload.ts'
import { unitsAndListeners } from './units-and-listeners.ts'

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
  ...unitsAndListeners,
  ...limits,
  ...balancerSettings,
  ...refusals,
  ...blockedViews,
  ...secondLook,
  ...healthy,
]
