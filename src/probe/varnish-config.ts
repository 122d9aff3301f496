import { redact } from '../lib/redact.ts'
import type { ConfigFacts, ConfigText, MakingLine } from './config-text.ts'
import { varnishRoutes } from './varnish-routes.ts'
import { textOf, type VclBlock, type VclField, vclBlocks, vclFields } from './vcl-blocks.ts'
import { closingBrace, isSign, isWord, parseVclTokens, type VclToken } from './vcl-tokens.ts'

/** Facts of Varnish's VCL: `backend` blocks, what their probes ask for, and `synth(503, …)`. Source: vcl(7), vcl-backend(7), vcl-probe(7). */
export function parseVarnishConfig(files: readonly ConfigText[]): ConfigFacts {
  const tokens = parseVclTokens(files)
  const blocks = vclBlocks(tokens)
  const backends = blocks.flatMap(backendsOf)
  const probes = [
    ...blocks.filter(({ kind }) => kind === 'probe').map(({ body }) => vclFields(body)),
    ...backends.flatMap(({ fields }) =>
      fields.filter(({ key, isBlock }) => key === 'probe' && isBlock).map(({ value }) => vclFields(value)),
    ),
  ]
  const servers = backends.flatMap(serverOf)
  return {
    sockets: [],
    servers,
    healthPaths: [...new Set(probes.flatMap((fields) => pathOf(fields) ?? []))],
    makes503: makingLines(tokens, files),
    routes: varnishRoutes(blocks, [...new Set(servers.map(({ group }) => group))]),
  }
}

interface Backend {
  readonly name: string
  readonly fields: readonly VclField[]
}

/** A director of before Varnish 4 may hold backends that have no name; they go by that of the director. */
function backendsOf({ kind, name, body }: VclBlock): readonly Backend[] {
  if (kind === 'backend') return [{ name, fields: vclFields(body) }]
  if (kind !== 'director') return []
  const backends: Backend[] = []
  for (let at = 0; at < body.length; at++) {
    if (!isWord(body[at], '.backend') || !isSign(body[at + 1], '=') || !isSign(body[at + 2], '{')) continue
    const end = closingBrace(body, at + 2)
    backends.push({ name, fields: vclFields(body.slice(at + 3, end)) })
    at = end
  }
  return backends
}

/** `.host` with or without a port; a port of its own counts more than `.port`; without either it is 80; `.path` is a socket. */
function serverOf({ name, fields }: Backend): ConfigFacts['servers'] {
  const field = (key: string): string | undefined => textOf(fields.find((each) => each.key === key))
  const host = field('host')
  const path = field('path')
  const flags = fields.filter(({ key, isBlock }) => !isBlock && /^(probe|max_connections)$/.test(key))
  const said = flags.map(({ key, value }) => `${key} ${value.map(({ text }) => text).join('')}`).join(' ')
  if (host === undefined) return path === undefined ? [] : [{ group: name, address: `unix:${path}`, flags: said }]
  return [{ group: name, address: addressOf(host, field('port')), flags: said }]
}

const ports: Readonly<Record<string, string>> = { http: '80', https: '443', 'http-alt': '8080' }

function addressOf(host: string, port = '80'): string {
  if (/^\[[^\]]*\]:\d+$|^[^:]+:\d+$/.test(host)) return host
  const isV6 = host.includes(':') && !host.startsWith('[')
  return `${isV6 ? `[${host}]` : host}:${ports[port] ?? port}`
}

/** `.url`, or the target in the first line of `.request`. */
function pathOf(fields: readonly VclField[]): string | undefined {
  const url = textOf(fields.find(({ key }) => key === 'url'))
  const request = fields.find(({ key }) => key === 'request')?.value.find(({ kind }) => kind === 'text')?.text
  const target = url ?? /^[A-Z]+\s+(\S+)/.exec(request ?? '')?.[1]
  return target?.replace(/^https?:\/\/[^/]*/, '') || undefined
}

/** `synth(503, …)`, `error(503, …)` of backend requests, and `error 503` of before Varnish 4: the line as it is written. */
function makingLines(tokens: readonly VclToken[], files: readonly ConfigText[]): readonly MakingLine[] {
  const lines = new Map(files.map(({ file, lines }) => [file, lines]))
  return tokens.flatMap((token, at) => {
    const isSynth = isWord(token, 'synth') && isSign(tokens[at + 1], '(') && isWord(tokens[at + 2], '503')
    const behind = isSign(tokens[at + 1], '(') ? tokens[at + 2] : tokens[at + 1]
    const isError = isWord(token, 'error') && isWord(behind, '503')
    if (!isSynth && !isError) return []
    return [{ file: token.file, line: redact(statementAt(lines.get(token.file)?.[token.line] ?? '', isSynth)) }]
  })
}

/** Of a line with several statements the one that answers 503. */
function statementAt(line: string, isSynth: boolean): string {
  const statement = isSynth ? /(?:return\s*\(\s*)?synth\s*\(\s*503[^;]*/ : /(?:return\s*\(\s*)?\berror[\s(]+503[^;]*/
  return (statement.exec(line)?.[0] ?? line).trim()
}
