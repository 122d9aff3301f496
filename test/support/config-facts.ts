import { parseApacheConfig } from '../../src/probe/apache-config.ts'
import type { ConfigText } from '../../src/probe/config-text.ts'
import { parseHaproxyConfig } from '../../src/probe/haproxy-config.ts'
import { parseNginxConfig } from '../../src/probe/nginx-config.ts'
import { parseVarnishConfig } from '../../src/probe/varnish-config.ts'

/** The parser of each program's configuration. */
export const configParsers = {
  nginx: parseNginxConfig,
  haproxy: parseHaproxyConfig,
  apache: parseApacheConfig,
  varnish: parseVarnishConfig,
} as const

/** What one configuration says, each fact as a line: 'group address flags', the line that makes a 503, 'name -> group'. */
export interface Said {
  readonly servers?: readonly string[]
  readonly makes503?: readonly string[]
  readonly healthPaths?: readonly string[]
  readonly routes?: readonly string[]
}

export type ConfigCase = readonly [what: string, text: string | Readonly<Record<string, string>>, said: Said]

/** The facts of a configuration of one file, or of several by their paths, that a case names. */
export function saidBy(program: keyof typeof configParsers, [, text, wanted]: ConfigCase): Said {
  const facts = configParsers[program](filesOf(text))
  const said: Required<Said> = {
    servers: facts.servers.map(({ group, address, flags }) => [group, address, flags].filter(Boolean).join(' ')),
    makes503: facts.makes503.map(({ line }) => line),
    healthPaths: facts.healthPaths,
    routes: (facts.routes ?? [])
      .filter(({ names }) => names.length > 0)
      .map(({ names, leadsTo }) => `${names.join(' ')} -> ${leadsTo.join(' ')}`),
  }
  return Object.fromEntries(Object.entries(said).filter(([key]) => key in wanted))
}

function filesOf(text: ConfigCase[1]): readonly ConfigText[] {
  const files = typeof text === 'string' ? { '/etc/x/x.conf': text } : text
  return Object.entries(files).map(([file, content]) => ({ file, lines: content.split('\n') }))
}
