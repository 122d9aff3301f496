import type { SupportedCause } from '../signature/log-signature.ts'

/** `app`: the service itself · `balancer`: the configured one · `local-proxy`: a proxy beside the application that nobody named. */
export type UnitRole = 'app' | 'balancer' | 'local-proxy'

/** Units, processes and listening sockets of a host, and what units said. */
export interface ProcessFacts {
  'unit-active': UnitFacts & SinceFacts & { readonly restarts: number }
  'unit-failed': UnitFacts & SinceFacts & ExitFacts
  'unit-inactive': UnitFacts & SinceFacts & ExitFacts
  'unit-missing': UnitFacts & { readonly how: 'does not exist' | 'is masked' }
  'unit-crash-looping': UnitFacts & ExitFacts & { readonly exit: string }
  'unit-restarting': UnitFacts & SinceFacts & { readonly restarts: number }
  'unit-starting': UnitFacts & SinceFacts
  'unit-stopping': UnitFacts
  'unit-killed-for-memory': UnitFacts & SinceFacts & ExitFacts & { readonly exit?: string }
  'other-unit-failed': { readonly count: number }
  'process-running': NoFacts
  'process-missing': NoFacts
  'process-frozen': WorkerFacts & {
    readonly pid: number
    /** Of all that are stopped, with blanks between. */
    readonly pids: string
  }
  listening: PortFacts
  'not-listening': PortFacts
  'listening-on-loopback-only': PortFacts
  'journal-line': {
    readonly unit: string
    readonly signature: string
    readonly meaning: string
    /** Empty where it speaks for no cause. */
    readonly supports: SupportedCause | ''
    readonly line: string
  }
}

/** Nothing but what every finding tells. */
export type NoFacts = Readonly<Record<string, never>>

interface UnitFacts {
  /** As a person would type it: without `.service`. */
  readonly unit: string
  readonly role: UnitRole
}

interface SinceFacts {
  /** How long it has been as it is; absent where that is not known. */
  readonly sinceSeconds?: number
}

interface ExitFacts {
  /** systemd's word for how it ended. */
  readonly result: string
  /** Of the main process: its exit status, or the signal that ended it. */
  readonly exitStatus: number
  readonly restarts: number
}

/** How many processes of the service there are, and in which state. */
export interface WorkerFacts {
  readonly processes: number
  /** State T. */
  readonly stopped: number
  /** State D. */
  readonly waiting: number
}

interface PortFacts {
  readonly port: number
  /** The port is that of the public URL, for want of a configured one. */
  readonly isPublic?: true
}
