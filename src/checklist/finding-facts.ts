import type { DatabaseFacts } from './database-facts.ts'
import type { DependencyFacts } from './dependency-facts.ts'
import type { DeployFacts } from './deploy-facts.ts'
import type { EdgeFacts } from './edge-facts.ts'
import type { HealthFacts } from './health-facts.ts'
import type { ProcessFacts } from './process-facts.ts'
import type { ResourceFacts } from './resource-facts.ts'
import type { UnseenFacts } from './unseen-facts.ts'

/** What each kind of finding measured, by its id, as `ProbeValues` is by probe. */
export interface FindingFacts
  extends EdgeFacts,
    ProcessFacts,
    ResourceFacts,
    HealthFacts,
    DatabaseFacts,
    DependencyFacts,
    DeployFacts {
  /** Every step may have it. */
  unseen: UnseenFacts
}
