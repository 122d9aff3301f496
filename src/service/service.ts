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
  /** How `url` and `health` are asked where services.yml says more than the URL. */
  readonly requests?: { readonly url?: HttpRequest; readonly health?: HttpRequest }
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
  /** Of kind `http`: how it is asked where services.yml says more than the URL. */
  readonly request?: HttpRequest
}

/** How an http or https URL is asked, and what it must answer; what is absent is as usual: GET, over TCP, with this machine's authorities. */
export interface HttpRequest {
  /** Path of a unix socket on the machine that asks; the URL gives Host and path alone. */
  readonly socket?: string
  readonly method?: HttpMethod
  readonly headers?: readonly HttpHeader[]
  /** HTTP/2 without TLS from the first byte (RFC 9113 section 3.3), or over TLS. */
  readonly protocol?: 'h2' | 'h2c'
  /** Files of PEM on the machine slash503 runs on: authorities to believe, a client's certificate and its key. */
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  readonly expect?: Expectation
}

/** Methods that a check may use: none of them asks to change or delete what a URL names, except where a page wants POST. */
export const httpMethods = ['GET', 'HEAD', 'OPTIONS', 'POST'] as const
export type HttpMethod = (typeof httpMethods)[number]

export interface HttpHeader {
  readonly name: string
  /** Never stored, logged or shown where `isSecret`. */
  readonly value: string
  readonly isSecret: boolean
}

/** What counts as a good answer. */
export interface Expectation {
  /** Inclusive ranges; absent for the usual: 2xx. */
  readonly status?: readonly (readonly [first: number, last: number])[]
  /** Stands somewhere in the first 16 KiB of the body. */
  readonly text?: string
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
