import type { ServerFacts } from './health-facts.ts'

/** What was put in place, started or changed a while ago. */
export interface DeployFacts {
  'release-recent': ReleaseFacts
  'release-settled': ReleaseFacts
  'release-mixed': {
    /** How many different ones. */
    readonly releases: number
  }
  'release-missing': { readonly path: string; readonly target: string }
  'unit-started-recently': StartFacts
  'unit-running-since': StartFacts
  'config-changed-recently': { readonly path: string; readonly ageSeconds: number }
  'server-in-maintenance': ServerFacts
  'server-draining': ServerFacts
}

interface ReleaseFacts {
  readonly release: string
  /** Empty where there is none. */
  readonly previous: string
  readonly path: string
  readonly ageSeconds: number
}

interface StartFacts {
  readonly unit: string
  readonly ageSeconds: number
  readonly restarts: number
}
