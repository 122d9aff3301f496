import { quote } from '../lib/quote.ts'
import { grantRead } from './access-fixes.ts'
import { parseApacheConfig } from './apache-config.ts'
import type { Output, Section } from './execute.ts'
import { fieldOf } from './figures.ts'
import { parseHaproxyConfig } from './haproxy-config.ts'
import { hostSection } from './host-section.ts'
import { parseNginxConfig } from './nginx-config.ts'
import type { Parsed } from './reading.ts'
import { explainOutput, isUnseen, sectionLines } from './section-lines.ts'
import { unitName } from './unit-name.ts'
import { fixOf, seen, unseen } from './unseen.ts'
import { parseVarnishConfig } from './varnish-config.ts'

/** Which program balances, and where its admin socket is; read from its configuration on the balancer's host. */
export interface BalancerConfigValue {
  /** `unknown`: a proxy runs whose configuration is not read (Caddy, Envoy, Traefik). */
  readonly kind: 'haproxy' | 'nginx' | 'apache' | 'varnish' | 'unknown'
  /** systemd unit, where one of that name is loaded. */
  readonly unit?: string
  /** A process of that name runs; absent where processes of other users are hidden from us. */
  readonly isRunning?: boolean
  /** `stats socket` paths (HAProxy): those of the configuration, else those that exist in the usual places. */
  readonly sockets: readonly string[]
  /** `server` addresses as written (HAProxy `server` lines, nginx `upstream` blocks and literal `proxy_pass`, Apache `BalancerMember` and literal `ProxyPass`, Varnish `backend` blocks), with their flags. */
  readonly servers: readonly { readonly group: string; readonly address: string; readonly flags: string }[]
  /** `option httpchk` / `http-check send` URIs. */
  readonly healthPaths: readonly string[]
  /** Lines that make a 503 by configuration: 'return 503', 'http-request deny deny_status 503', 'limit_req'. */
  readonly makes503: readonly { readonly file: string; readonly line: string }[]
  /** Files that are closed to us: the lists above say nothing about them, and are empty when this is all there is. */
  readonly unreadable?: readonly string[]
  /** What makes them readable. */
  readonly fix?: string
}

/** One configuration file: the lines that matter, in order. */
export interface ConfigText {
  readonly file: string
  readonly lines: readonly string[]
}

/** What one program's configuration says. */
export type ConfigFacts = Pick<BalancerConfigValue, 'sockets' | 'servers' | 'healthPaths' | 'makes503'>

/** Sections and directives that are read; secrets (`user`, `stats auth`, certificates) are not among them. */
const haproxyLines =
  '^[[:space:]]*(global|defaults|frontend|backend|listen|peers|resolvers|userlist|mailers|cache|program|ring|stats socket|server|server-template|option httpchk|http-check send|http-request|monitor|disabled)([[:space:]]|$)'
const nginxLines =
  '^[^#]*(upstream|server|return|limit_req|limit_conn|limit_req_status|limit_conn_status|proxy_pass|fastcgi_pass|uwsgi_pass|grpc_pass|})'
const apacheLines =
  '^[[:space:]]*(</?Proxy[[:space:]>]|BalancerMember|ProxyPass|ProxyPassMatch|SetHandler|RewriteRule|Redirect|RedirectMatch)'
const varnishLines =
  '^[[:space:]]*backend[[:space:]]|[.](host|port|path|url|probe|max_connections)[[:space:]]*=|synth[[:space:]]*[(]'

/** Sockets of the packages of Debian, Ubuntu, RHEL and Alpine, and of HAProxy's own examples. */
const usualSockets =
  '/run/haproxy/admin.sock /run/haproxy.sock /var/lib/haproxy/stats /run/haproxy/haproxy.sock /tmp/haproxy.sock'

/** A program started with `-f` or `-c` reads its configuration from there. nginx writes its arguments as one text with spaces. */
const script = `
oldest() { if command -v pgrep >/dev/null 2>&1; then pgrep -o -x "$1"; else p=$(pidof "$1") && echo "\${p##* }"; fi; }
configured() {
  tr '\\0 ' '\\n\\n' <"/proc/$1/cmdline" | { take=''; while IFS= read -r w; do
    case $take$w in yes/*) printf '%s\\n' "$w";; esac
    if [ "$w" = "$2" ]; then take=yes; else take=''; fi
  done; }
}
dump() {
  kind=$1; pattern=$2; shift 2
  for f; do
    if [ -f "$f" ]; then
      if [ -r "$f" ]; then
        printf 'file %s %s\\n' "$kind" "$f"
        grep -E "$pattern" "$f" | head -n 600 | cut -c1-400 | sed 's/^/> /'
      else printf 'denied %s %s\\n' "$kind" "$f"; fi
    elif [ -d "$f" ] && [ ! -x "$f" ]; then printf 'denied %s %s\\n' "$kind" "$f"; fi
  done
}
[ -r /proc/1/stat ] || echo hidepid
printf 'user %s\\n' "\${LOGNAME:-$(id -un)}"
for u in "$unit" haproxy.service nginx.service apache2.service httpd.service varnish.service; do
  for d in /etc/systemd/system /run/systemd/system /usr/lib/systemd/system /lib/systemd/system; do
    if [ -n "$u" ] && [ -e "$d/$u" ]; then printf 'unit %s\\n' "$u"; break; fi
  done
done
for f in ${usualSockets}; do [ -S $f ] && echo "socket $f"; done
own=''
if pid=$(oldest haproxy); then echo 'running haproxy'; own=$(configured "$pid" -f); fi
set -f; set -- $own; set +f
[ $# -gt 0 ] || set -- /etc/haproxy/haproxy.cfg /etc/haproxy/conf.d
for f; do [ -d "$f" ] && set -- "$@" "$f"/*.cfg; done
dump haproxy ${quote(haproxyLines)} /etc/haproxy "$@"
own=''
if pid=$(oldest nginx); then echo 'running nginx'; own=$(configured "$pid" -c); fi
set -f; set -- $own; set +f
[ $# -gt 0 ] || set -- /etc/nginx/nginx.conf
dump nginx ${quote(nginxLines)} /etc/nginx "$@" /etc/nginx/conf.d/*.conf /etc/nginx/http.d/*.conf /etc/nginx/sites-enabled/*
if oldest apache2 >/dev/null || oldest httpd >/dev/null; then echo 'running apache'; fi
dump apache ${quote(apacheLines)} /etc/apache2 /etc/apache2/apache2.conf /etc/apache2/conf-enabled/*.conf /etc/apache2/sites-enabled/* /etc/httpd /etc/httpd/conf/httpd.conf /etc/httpd/conf.d/*.conf
own=''
if pid=$(oldest varnishd); then echo 'running varnish'; own=$(configured "$pid" -f); fi
set -f; set -- $own; set +f
[ $# -gt 0 ] || set -- /etc/varnish/default.vcl
dump varnish ${quote(varnishLines)} /etc/varnish "$@"
for p in caddy envoy traefik; do if oldest $p >/dev/null; then echo "other $p"; fi; done`

export function buildBalancerConfigSection({ unit }: { readonly unit?: string } = {}): Section {
  return hostSection({
    id: unit === undefined ? 'balancer-config' : `balancer-config:${unit}`,
    source:
      'cat /etc/haproxy/haproxy.cfg /etc/nginx/nginx.conf /etc/nginx/{conf.d,sites-enabled}/* (or of Apache or Varnish)',
    script: `unit=${quote(unit === undefined ? '' : unitName(unit))}\n${script.trim()}`,
    limitBytes: 262_144,
    mayHang: true,
  })
}

export function parseBalancerConfig(output: Output): Parsed<BalancerConfigValue> {
  const lines = sectionLines(output)
  if (isUnseen(lines)) return lines
  const kind = kindOf(lines)
  if (kind === undefined) {
    const isComplete = fieldOf(lines, 'user') !== undefined && output.stderr === ''
    if (lines.some((line) => line.startsWith('other '))) return seen({ kind: 'unknown', isRunning: true, ...nothing })
    const detail = 'neither HAProxy, nginx, Apache nor Varnish was found'
    return isComplete ? unseen('not-found', detail) : explainOutput(output, detail)
  }
  const files = filesOf(lines, kind)
  const unreadable = wordsAfter(lines, `denied ${kind}`)
  const existing = kind === 'haproxy' ? wordsAfter(lines, 'socket') : []
  const user = fieldOf(lines, 'user')
  const fix = grantRead(user, unreadable)
  if (files.length === 0 && existing.length === 0) {
    if (unreadable.length === 0) return unseen('not-found', `${kind} runs, but its configuration was not found`)
    return unseen('denied', `${user ?? 'the account'} may not read ${unreadable.join(', ')}`, fix)
  }
  const facts = parsers[kind](files)
  const unit = wordsAfter(lines, 'unit').find((name) => kindOfUnit(name) === kind) ?? wordsAfter(lines, 'unit')[0]
  return seen({
    kind,
    ...(unit === undefined ? {} : { unit }),
    ...(lines.includes('hidepid') ? {} : { isRunning: lines.includes(`running ${kind}`) }),
    ...facts,
    sockets: facts.sockets.length > 0 ? facts.sockets : existing,
    ...(unreadable.length > 0 ? { unreadable, fix: fixOf(fix).fix ?? '' } : {}),
  })
}

const parsers = {
  haproxy: parseHaproxyConfig,
  nginx: parseNginxConfig,
  apache: parseApacheConfig,
  varnish: parseVarnishConfig,
} as const
type Kind = keyof typeof parsers
/** Which stands in front, where several run on one host and nobody named one. */
const kinds: readonly Kind[] = ['haproxy', 'nginx', 'apache', 'varnish']
const nothing: ConfigFacts = { sockets: [], servers: [], healthPaths: [], makes503: [] }

/**
 * The one that runs; of several the one that the named unit speaks of, else the first of `kinds`. A configuration of a
 * program that stands still says nothing while another proxy runs.
 */
function kindOf(lines: readonly string[]): Kind | undefined {
  const runs = kinds.filter((kind) => lines.includes(`running ${kind}`))
  const named = kindOfUnit(wordsAfter(lines, 'unit')[0] ?? '')
  const configured = kinds.filter((kind) =>
    lines.some((line) => line.startsWith(`file ${kind} `) || line.startsWith(`denied ${kind} `)),
  )
  if (runs.length === 1) return runs[0]
  if (runs.length === 0 && lines.some((line) => line.startsWith('other '))) return undefined
  if (named && (runs.includes(named) || (runs.length === 0 && configured.includes(named)))) return named
  return runs[0] ?? configured[0]
}

/** 'apache2.service', 'httpd' → apache. */
function kindOfUnit(name: string): Kind | undefined {
  return name.includes('httpd') ? 'apache' : kinds.find((kind) => name.includes(kind))
}

function wordsAfter(lines: readonly string[], start: string): readonly string[] {
  return lines.filter((line) => line.startsWith(`${start} `)).map((line) => line.slice(start.length + 1))
}

/** Lines of a file follow its name, each after `> `. */
function filesOf(lines: readonly string[], kind: string): readonly ConfigText[] {
  const files: { file: string; lines: string[] }[] = []
  let current: { file: string; lines: string[] } | undefined
  for (const line of lines) {
    const match = /^file (haproxy|nginx|apache|varnish) (.+)$/.exec(line)
    if (match) {
      current = match[1] === kind ? { file: match[2] ?? '', lines: [] } : undefined
      if (current) files.push(current)
    } else if (line.startsWith('> ')) current?.lines.push(line.slice(2))
  }
  return files
}
