import { redact } from '../lib/redact.ts'
import { type ConfigFacts, type ConfigRoute, type ConfigText, type MakingLine, uniqueOf } from './config-text.ts'
import { type NginxDirective, parseNginxBlocks } from './nginx-blocks.ts'
import { layered, type NginxVariables, nginxTargets, variablesIn, withUsualPort } from './nginx-targets.ts'

/**
 * Facts of nginx configuration files. `server` with an address stands only in an `upstream` block; a literal address in
 * `proxy_pass` and its kin is a group of one server, named after the directive.
 */
export function parseNginxConfig(files: readonly ConfigText[]): ConfigFacts {
  const tree = parseNginxBlocks(files)
  const upstreams = blocksOf(tree, 'upstream')
  const names = new Map(upstreams.map(({ words }) => [(words[1] ?? '').toLowerCase(), words[1] ?? '']))
  const maps = variablesIn(['map', 'split_clients', 'geo'].flatMap((name) => blocksOf(tree, name)))
  const found: Found = { servers: upstreams.flatMap(membersOf), makes503: [], routes: [] }
  walk(scopeOf(tree), { names, maps, variables: variablesIn(tree), found, isHttp: true })
  const servers = uniqueOf(found.servers)
  return { sockets: [], servers, healthPaths: [], makes503: uniqueOf(found.makes503), routes: found.routes }
}

interface Found {
  readonly servers: ConfigFacts['servers'][number][]
  readonly makes503: MakingLine[]
  readonly routes: ConfigRoute[]
}

/** A block, and the blocks around it: directives of one hold within unless they are said again. */
interface Scope {
  readonly body: readonly NginxDirective[]
  /** Directives of one value, by their name. */
  readonly values: ReadonlyMap<string, string>
  /** Directives of status that say 503 here or in a block within. */
  readonly says503: ReadonlySet<string>
  readonly parent?: Scope
}

function scopeOf(body: readonly NginxDirective[], parent?: Scope): Scope {
  const values = new Map(
    body.flatMap(({ words }) => (words.length === 2 ? [[words[0] ?? '', words[1] ?? ''] as const] : [])),
  )
  return { body, values, says503: new Set(statuses503(body)), ...(parent ? { parent } : {}) }
}

/** A block within inherits a limit, and may have a status of its own. */
function statuses503(body: readonly NginxDirective[]): readonly string[] {
  return body.flatMap(({ words, body }) => {
    if (body) return statuses503(body)
    return words[1] === '503' && words[0]?.endsWith('_status') ? [words[0]] : []
  })
}

interface Context {
  readonly names: ReadonlyMap<string, string>
  readonly maps: NginxVariables
  readonly variables: NginxVariables
  readonly found: Found
  readonly isHttp: boolean
  /** Of the `server` block that it stands in. */
  readonly route?: { readonly names: readonly string[]; readonly leadsTo: string[] }
}

/** More lines than make a 503 in any configuration. */
const makingLimit = 1000

function walk(scope: Scope, context: Context): void {
  for (const directive of scope.body) {
    const [name = ''] = directive.words
    if (directive.body && name === 'server') walkServer(scopeOf(directive.body, scope), context)
    else if (directive.body && name !== 'upstream' && name !== 'map')
      walk(scopeOf(directive.body, scope), { ...context, isHttp: context.isHttp && !/^(stream|mail)$/.test(name) })
    else if (/^(proxy|fastcgi|uwsgi|scgi|grpc|memcached)_pass$/.test(name)) pass(directive, context)
    else if (context.found.makes503.length < makingLimit && makes(directive, scope)) {
      const line = redact(directive.code === undefined ? directive.words.join(' ') : 'ngx.exit(503)')
      context.found.makes503.push({
        file: directive.file,
        line,
        ...(context.route ? { within: context.route } : {}),
      })
    }
  }
}

/** Who asks for one of its names, or for a name that nobody has where it says so, is led into a `server` block. */
function walkServer(scope: Scope, context: Context): void {
  const said = scope.body.filter(({ words }) => words[0] === 'server_name').flatMap(({ words }) => words.slice(1))
  const isDefault = scope.body.some(({ words }) => words[0] === 'listen' && words.includes('default_server'))
  const own = said.filter((name) => name !== '' && name !== '_')
  const names = own.length === 0 || isDefault ? [...own, '_'] : own
  const route = { names, leadsTo: [] }
  if (context.isHttp) context.found.routes.push(route)
  walk(scope, {
    ...context,
    variables: layered(context.variables, variablesIn(scope.body)),
    ...(context.isHttp ? { route } : {}),
  })
}

/** More than 150 KB of configuration name, unless a variable of many values is written many times. */
const serversLimit = 10_000

function pass({ words }: NginxDirective, { names, maps, variables, found, route }: Context): void {
  for (const { name, address } of nginxTargets(words[1] ?? '', layered(maps, variables))) {
    const upstream = names.get(name.toLowerCase())
    if (upstream === undefined && found.servers.length < serversLimit)
      found.servers.push({ group: words[0] ?? '', address, flags: '' })
    const leadsTo = upstream ?? address
    if (route && !route.leadsTo.includes(leadsTo)) route.leadsTo.push(leadsTo)
  }
}

function membersOf({ words, body = [] }: NginxDirective): ConfigFacts['servers'] {
  return body
    .filter((member) => member.words[0] === 'server' && member.words[1])
    .map((member) => ({
      group: words[1] ?? '',
      address: memberAddress(member.words[1] ?? '', member.words),
      flags: redact(member.words.slice(2).join(' ')),
    }))
}

/** An SRV record says the port by itself. Source: ngx_http_upstream_module. */
function memberAddress(address: string, words: readonly string[]): string {
  return words.some((word) => word.startsWith('service='))
    ? address
    : withUsualPort(address.replace(/^unix:\/+/, 'unix:/'))
}

/** Every block of that name, wherever it stands. */
function blocksOf(body: readonly NginxDirective[], name: string): readonly NginxDirective[] {
  return body.flatMap((directive) => {
    if (!directive.body) return []
    return directive.words[0] === name ? [directive] : blocksOf(directive.body, name)
  })
}

/** Sources: ngx_http_rewrite_module, ngx_http_core_module (error_page, try_files), ngx_http_limit_req_module, ngx.exit of lua-nginx. */
function makes({ words, code }: NginxDirective, scope: Scope): boolean {
  if (code !== undefined) return /\bngx\.exit\s*\(\s*(?:503|ngx\.HTTP_SERVICE_UNAVAILABLE)\s*\)/.test(code)
  if (words[0] === 'return') return words[1] === '503'
  if (words[0] === 'try_files') return words.at(-1) === '=503'
  if (words[0] === 'error_page') return words.includes('=503') && words[1] !== '503'
  if (!/^limit_(req|conn)$/.test(words[0] ?? '')) return false
  const isDry = valueIn(scope, `${words[0]}_dry_run`) === 'on'
  const status = `${words[0]}_status`
  return !isDry && ((valueIn(scope, status) ?? '503') === '503' || scope.says503.has(status))
}

/** What holds in a block: its own word, else that of the blocks around it. */
function valueIn(scope: Scope, name: string): string | undefined {
  return scope.values.get(name) ?? (scope.parent ? valueIn(scope.parent, name) : undefined)
}
