import type { HttpRequest } from '../service/service.ts'
import type { Failed, HttpAnswer } from './answer.ts'
import type { Unseen } from './unseen.ts'

/** One part of a host's script: what is run there, for one probe or for several. */
export interface Section {
  /** Unique within the script. */
  readonly id: string
  /** What a person calls it: 'open files: no end within 4 s'. */
  readonly label: string
  /** POSIX sh, for dash, bash and busybox; values from outside only through `quote()`. Runs in its own subshell. */
  readonly script: string
  readonly timeoutMs: number
  readonly limitBytes: number
  /** May hang (a dead mount, a stuck journal): runs beside the others, so that it holds up none of them. */
  readonly mayHang?: boolean
  /** What it says on standard error tells nothing: beside the others it is dropped, and with it a process. */
  readonly isQuiet?: boolean
}

/** What a section printed. Text is decoded, free of control characters, and complete. */
export interface Output {
  readonly stdout: string
  readonly stderr: string
  /** Exit status of the section's last command. */
  readonly exit: number
}

export interface SectionResult {
  readonly id: string
  /** ISO 8601. */
  readonly at: string
  readonly durationMs: number
  readonly outcome: { readonly kind: 'ran'; readonly output: Output } | Unseen
}

/** An endpoint to ask, from a host's own position (through its SSH connection) or from the bot. */
export type Ask =
  | {
      readonly kind: 'http'
      readonly url: string
      readonly times: number
      readonly timeoutMs: number
      /** How it is asked, where not by a plain GET. */
      readonly request?: HttpRequest
    }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly timeoutMs: number }
  | {
      readonly kind: 'postgres'
      readonly url: string
      readonly queries: readonly Query[]
      readonly timeoutMs: number
      /** pgbouncer's admin console: queries run bare and one by one, for it knows no transactions. */
      readonly isConsole?: boolean
    }
  | {
      readonly kind: 'redis'
      readonly url: string
      readonly commands: readonly (readonly string[])[]
      readonly timeoutMs: number
    }
  /** A unix socket on the host: write `send`, read to the end. */
  | { readonly kind: 'unix'; readonly path: string; readonly send: string; readonly timeoutMs: number }

/** SQL that only reads, in its own words; `name` finds its rows in the answer. */
export interface Query {
  readonly name: string
  readonly sql: string
  /** May fail without spoiling the rest (a view of a newer version). */
  readonly isOptional?: boolean
  /** Columns that hold other people's SQL: its literals are hidden before the answer goes anywhere. */
  readonly sqlColumns?: readonly string[]
}

/** What an endpoint answered, still in the endpoint's own terms; the probe parses it. */
export type Answer =
  | { readonly kind: 'http'; readonly tries: readonly (HttpAnswer | Failed)[] }
  | { readonly kind: 'tcp'; readonly connectMs: number }
  | {
      readonly kind: 'postgres'
      readonly connectMs: number
      readonly rows: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>
      /** Optional queries that failed: name → message. */
      readonly failed: Readonly<Record<string, string>>
    }
  | { readonly kind: 'postgres-refused'; readonly code: string; readonly message: string; readonly afterMs: number }
  | {
      readonly kind: 'redis'
      readonly latencyMs: number
      readonly replies: readonly ({ readonly text: string } | { readonly error: string })[]
    }
  | { readonly kind: 'unix'; readonly text: string }
  | Failed

export interface AskResult {
  /** Where it was really asked from: the vantage wanted, or `bot` when the host forbids forwarding. */
  readonly from: string
  /** ISO 8601. */
  readonly at: string
  readonly durationMs: number
  /** `unseen` when the vantage itself could not be reached or does not allow it. */
  readonly outcome: Answer | Unseen
}

/** The effect behind every check: the world as the engine sees it. Values only; expected failures never throw. */
export interface Execute {
  /**
   * Runs all sections on one host in one exec, calls `onSection` once for each as it settles, and resolves when all
   * have. A host that cannot be reached settles every section as `unseen`. Aborting ends the remote process group.
   */
  script(
    host: string,
    sections: readonly Section[],
    options: { readonly signal: AbortSignal; readonly onSection: (result: SectionResult) => void },
  ): Promise<void>
  /** Asks one endpoint from `vantage` (a host name or `bot`). */
  ask(vantage: string, ask: Ask, options: { readonly signal: AbortSignal }): Promise<AskResult>
}
