import { quote } from '../lib/quote.ts'
import { grantRead } from './access-fixes.ts'
import { parseApacheConfig } from './apache-config.ts'
import { balancerConfigScript } from './balancer-config-script.ts'
import type { Collection } from './collection.ts'
import type { ConfigFacts, ConfigText } from './config-text.ts'
import type { Output } from './execute.ts'
import { fieldOf } from './figures.ts'
import { parseHaproxyConfig } from './haproxy-config.ts'
import { parseNginxConfig } from './nginx-config.ts'
import type { SectionProbe } from './probe.ts'
import { explainOutput, isUnseen, sectionLines } from './section-lines.ts'
import { login } from './shown-line.ts'
import { unitName } from './unit-name.ts'
import { fixOf, type Parsed, seen, unseen } from './unseen.ts'
import { parseVarnishConfig } from './varnish-config.ts'

/** Which program balances, and where its admin socket is; read from its configuration on the balancer's host. */
export interface BalancerConfigValue extends ConfigFacts {
  /** `unknown`: a proxy runs whose configuration is not read (Caddy, Envoy, Traefik). */
  readonly kind: 'haproxy' | 'nginx' | 'apache' | 'varnish' | 'unknown'
  /** systemd unit, where one of that name is loaded. */
  readonly unit?: string
  /** A process of that name runs; absent where processes of other users are hidden from us. */
  readonly isRunning?: boolean
  /** Files that are closed to us: the lists above say nothing about them, and are empty when this is all there is. */
  readonly unreadable?: readonly string[]
  /** What makes them readable. */
  readonly fix?: string
  /** Files of which only the beginning was read: they are longer than what is read of a configuration. */
  readonly cut?: readonly string[]
}

const balancerConfigCollection: Collection = {
  kind: 'collection',
  id: 'balancer-config',
  label: 'balancer configuration',
  subjectOf: ({ unit }) => unit,
  script: ({ unit }) => `unit=${quote(unit === undefined ? '' : unitName(unit))}\n${balancerConfigScript}`,
  limitBytes: 220_000,
  // Dozens of files on a host that is out of breath.
  timeoutMs: 10_000,
  mayHang: true,
  price: { forks: 6, cpu: 'high' },
}

export const balancerConfigProbe: SectionProbe<'balancer-config', BalancerConfigValue> = {
  id: 'balancer-config',
  label: 'balancer configuration',
  reads: balancerConfigCollection,
  source: () =>
    'cat /etc/haproxy/haproxy.cfg /etc/nginx/nginx.conf /etc/nginx/{conf.d,sites-enabled}/* (or of Apache or Varnish)',
  parse: parseBalancerConfig,
  shown: [
    login,
    [/^looked$/],
    [/^unit .*$/],
    [/^socket .*$/],
    [/^(running|other) .*$/],
    [/^file \w+ (.+)$/, '==> $1 <=='],
    [/^cut \w+ (.+)$/, '(the rest of $1 was not read)'],
    // Entries of a map, and conditions on a header, may be what a client must know.
    [/^>\s*["'].*$/],
    [/^> .*req\.http\.(?!host\b).*$/i],
    [/^> /, ''],
  ],
}

export function parseBalancerConfig(output: Output): Parsed<BalancerConfigValue> {
  const lines = sectionLines(output)
  if (isUnseen(lines)) return lines
  const kind = kindOf(lines)
  if (kind === undefined) {
    const isComplete = (lines.includes('looked') || fieldOf(lines, 'user') !== undefined) && output.stderr === ''
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
  const cut = [...new Set(wordsAfter(lines, `cut ${kind}`))]
  const unit = wordsAfter(lines, 'unit').find((name) => kindOfUnit(name) === kind) ?? wordsAfter(lines, 'unit')[0]
  return seen({
    kind,
    ...(unit === undefined ? {} : { unit }),
    ...(lines.includes('hidepid') ? {} : { isRunning: lines.includes(`running ${kind}`) }),
    ...facts,
    sockets: facts.sockets.length > 0 ? facts.sockets : existing,
    ...(unreadable.length > 0 ? { unreadable, fix: fixOf(fix).fix ?? '' } : {}),
    ...(cut.length > 0 ? { cut } : {}),
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

/** Five rounds of at most 400. */
const filesLimit = 2000

/** Lines of a file follow its name, each after `> `. */
function filesOf(lines: readonly string[], kind: string): readonly ConfigText[] {
  const files: { file: string; lines: string[] }[] = []
  let current: { file: string; lines: string[] } | undefined
  for (const line of lines) {
    const match = /^file (haproxy|nginx|apache|varnish) (.+)$/.exec(line)
    if (match) {
      current = match[1] === kind && files.length < filesLimit ? { file: match[2] ?? '', lines: [] } : undefined
      if (current) files.push(current)
    } else if (line.startsWith('> ')) current?.lines.push(line.slice(2))
  }
  return files
}
