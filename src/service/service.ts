/** What a user names: `api-prod`. Validated and frozen by `config/`; everything else only reads it. */
export interface Service {
  readonly name: string
  /** What users hit; asked from the bot. */
  readonly url?: string
  /** Host names in the order of `services.yml`, ranges already expanded. `local` is the machine the bot runs on. */
  readonly hosts: readonly string[]
  /** systemd unit, without its `.service` when the user left it out. */
  readonly unit?: string
  /** TCP port the application listens on, 1–65535. */
  readonly port?: number
  /** URL asked from each host's own position, so `127.0.0.1` means that host. */
  readonly health?: string
  readonly balancer?: Balancer
  readonly deploy?: { readonly path: string; readonly recentMs: number }
  readonly database?: Endpoint
  readonly dependencies: readonly Endpoint[]
  readonly limits: Limits
  /** Slack channel id that hears of this service. */
  readonly channel?: string
  /** Who may check it; absent lists mean everyone. */
  readonly allow?: Allow
}

/** The host of the balancer in front. Where it serves others, too, one of the last two says which part of it is meant. */
export interface Balancer {
  readonly host: string
  readonly unit?: string
  /** HAProxy's backend, nginx's upstream, Apache's balancer, Varnish's backend or director. */
  readonly backend?: string
  /** The name that users ask it for: nginx's server_name, Apache's ServerName, the Host header elsewhere. */
  readonly serverName?: string
}

export interface Allow {
  readonly users: readonly string[]
  readonly groups: readonly string[]
  readonly channels: readonly string[]
}

/** Where a step turns from `pass` to `fail`. Ratios are 0–1. */
export interface Limits {
  readonly loadPerCore: number
  readonly memory: number
  readonly disk: number
  readonly dbConnections: number
}

/** The runbook's limits: load 2 per core, memory 90 %, disk 95 %, database connections 90 %. */
export const defaultLimits: Limits = { loadPerCore: 2, memory: 0.9, disk: 0.95, dbConnections: 0.9 }

/** Something the application talks to. `label` is safe to show and to store; `url` may hold a password and is neither. */
export interface Endpoint {
  readonly kind: 'postgres' | 'redis' | 'http' | 'tcp'
  /** The URL without its password: names the endpoint everywhere. */
  readonly label: string
  readonly host: string
  readonly port: number
  /** With credentials. Never stored, logged or shown. */
  readonly url: string
}

/** How to reach one host over SSH. What is absent comes from `~/.ssh/config` and OpenSSH's defaults. */
export interface HostTarget {
  readonly name: string
  readonly address?: string
  readonly port?: number
  readonly user?: string
  /** Path of a private key. */
  readonly identity?: string
  /** Names of the hosts to go through, nearest to the bot first. */
  readonly jump?: readonly string[]
  /** Paths of known_hosts files. */
  readonly knownHosts?: readonly string[]
}

/** The name of the machine the bot itself runs on, usable as a host. */
export const localHost = 'local'
