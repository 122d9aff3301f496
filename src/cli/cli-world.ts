import type { Memory } from '../incident/memory.ts'
import type { Engine } from '../run/engine.ts'
import type { HostAccess } from '../service/host-access.ts'
import type { HostKeyOffer } from '../service/host-key-offer.ts'
import type { Service } from '../service/service.ts'

/** A stream for people or for pipes. `write` resolves when the text is out of the process. */
export interface CliOutput {
  readonly isTTY: boolean
  /** Columns now; undefined where there is no terminal. */
  columns(): number | undefined
  write(text: string): Promise<void>
  /** Calls back when the terminal changes its size; returns what stops that. */
  onResize(callback: () => void): () => void
}

/** Flags that describe a service without a file, as typed. */
export interface ServiceFlags {
  readonly host?: readonly string[]
  readonly url?: string
  readonly unit?: string
  readonly port?: string
  readonly health?: string
  readonly balancer?: string
  readonly database?: string
  readonly dependency?: readonly string[]
  readonly deploy?: string
}

/** A services.yml that was read, or why it was not. `errors` are lines of 'file:line:column what is wrong'. */
export type LoadedFile =
  | {
      readonly kind: 'ok'
      readonly path: string
      readonly services: readonly Service[]
      readonly hosts: SshHosts
      /** Services that cannot be checked because the environment lacks variables, with what says so. */
      readonly unset?: readonly { readonly name: string; readonly errors: readonly string[] }[]
    }
  | { readonly kind: 'invalid'; readonly path: string; readonly errors: readonly string[] }
  | { readonly kind: 'not-found'; readonly path: string }

/** How hosts are reached, as configured: handed through to `openEngine` and `readHostKey`, never looked into. */
export type SshHosts = object

/** Everything outside the command line's own code. What it needs heavy modules for, it loads when asked. */
export interface CliWorld {
  readonly stdout: CliOutput
  readonly stderr: CliOutput
  readonly stdin: { readonly isTTY: boolean; read(): Promise<Buffer>; question(text: string): Promise<string> }
  readonly env: Readonly<Record<string, string | undefined>>
  readonly version: string
  /** Login name of who runs this. */
  readonly user: string
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Paths of services.yml to try when none is named, in order. */
  readonly configPaths: readonly string[]
  loadFile(path: string): Promise<LoadedFile>
  serviceFromFlags(
    flags: ServiceFlags,
  ): Promise<{ kind: 'ok'; service: Service } | { kind: 'invalid'; errors: readonly string[] }>
  configSchema(): Promise<string>
  /** Throws `USAGE` with the reason in words when the file cannot be read. */
  readText(path: string): Promise<string>
  openEngine(hosts: SshHosts | undefined, access?: HostAccess): Promise<Engine>
  /**
   * The keys of the hosts on the way to a host, nearest first, and of itself: each is asked for once the one before it is
   * dealt with. Throws when one of them cannot be reached.
   */
  readHostKeys(host: string, hosts: SshHosts | undefined, access?: HostAccess): AsyncIterable<HostKeyOffer>
  /** Runs the Slack bot until `stopped` resolves. Throws with all that is wrong with its settings and tokens. */
  serve(options: {
    readonly services: readonly Service[]
    readonly hosts: SshHosts
    /** Reads the same file again. */
    readonly reload: () => Promise<LoadedFile>
    readonly stopped: Promise<void>
  }): Promise<number>
  /** The store of runs and incidents; undefined where none is configured. Throws when it cannot be opened. */
  openMemory(): Promise<Memory | undefined>
  /** Names of the migrations that were applied; undefined where no store is configured. */
  migrateStore(options: { readonly grantTo?: string | undefined }): Promise<readonly string[] | undefined>
  /** `manifest.yml`. */
  slackManifest(): Promise<string>
  /** Calls back at each SIGINT or SIGTERM; returns what stops that. */
  onInterrupt(callback: () => void): () => void
  /** Ends the process at once. */
  quit(status: number): void
}
