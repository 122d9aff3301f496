import { uniqueOf } from './config-text.ts'
import type { NginxDirective } from './nginx-blocks.ts'

/** All values that the configuration gives a variable, by its name without `$`. */
export interface NginxVariables {
  get(name: string): readonly string[] | undefined
}

/** What the inner ones give, else the outer ones: nothing is copied, for there may be many of both. */
export function layered(outer: NginxVariables, inner: NginxVariables): NginxVariables {
  return { get: (name) => inner.get(name) ?? outer.get(name) }
}

/** A variable of many values is a table of something else than servers. */
const valuesLimit = 64

/** What `set`, `map`, `split_clients` and `geo` give, in these directives and the blocks within. */
export function variablesIn(body: readonly NginxDirective[]): NginxVariables {
  const values = new Map<string, string[]>()
  const add = (name: string, value: string): void => {
    const known = values.get(name) ?? []
    if (known.length < valuesLimit && !known.includes(value)) values.set(name, [...known, value])
  }
  const collect = (directives: readonly NginxDirective[]): void => {
    for (const { words, body } of directives) {
      const [directive = ''] = words
      if (directive === 'set' && words[2] !== undefined) add(nameOf(words[1]), words[2])
      else if (body && /^(map|split_clients|geo)$/.test(directive)) {
        for (const entry of body) if (entry.words[1] !== undefined) add(nameOf(words.at(-1)), entry.words[1])
      } else if (body) collect(body)
    }
  }
  collect(body)
  return values
}

function nameOf(word = ''): string {
  return word.replace(/^\$/, '')
}

interface Target {
  /** As it is written: the name of an upstream, perhaps. */
  readonly name: string
  /** Where it is none: with its port. */
  readonly address: string
}

/**
 * What `proxy_pass` and its kin may mean: 'http://$app:80/x' → each 'value:80'. None where a part of the address is known
 * only when a request comes.
 */
export function nginxTargets(target: string, variables: NginxVariables): readonly Target[] {
  return uniqueOf(filledIn(target, variables).flatMap((text) => authorityOf(text) ?? []))
}

const variable = /\$(?:\{(\w+)\}|(\w+))/g

/** Every reading of the text; a value may itself hold variables, three deep. */
function filledIn(target: string, variables: NginxVariables): readonly string[] {
  let texts: readonly string[] = [target]
  for (let depth = 0; depth < 4; depth++) {
    const next = texts.flatMap((text) => {
      const known = [...text.matchAll(variable)].find((match) => variables.get(match[1] ?? match[2] ?? ''))
      if (known === undefined) return [text]
      return (variables.get(known[1] ?? known[2] ?? '') ?? []).map((value) => text.replace(known[0], () => value))
    })
    texts = next.slice(0, valuesLimit)
  }
  return texts
}

/** Variables that hold a path or what follows one. */
const rest = /\$\{?(?:request_uri|uri|document_uri|is_args|args|query_string|\d).*$/

/** Ports that go without saying: ngx_http_proxy_module and ngx_http_grpc_module. The others want one said. */
const usualPorts: Readonly<Record<string, number>> = { http: 80, https: 443, grpc: 80, grpcs: 443 }

/** 'app.internal' → 'app.internal:443' where the scheme is https; what has a port, or is a socket, stays. */
export function withUsualPort(address: string, scheme = 'http'): string {
  const port = usualPorts[scheme.toLowerCase()]
  const isBare = /^(?:\[[0-9a-fA-F:.]+\]|[^:[\]/]+)$/.test(address)
  return port === undefined || !isBare ? address : `${address}:${port}`
}

function authorityOf(text: string): Target | undefined {
  const scheme = /^(?!unix:)([a-z][a-z0-9+]*):\/\//i.exec(text)?.[1]
  const target = text.replace(/^(?!unix:)(?:\$scheme|[a-z][a-z0-9+]*):\/\//i, '')
  const socket = /^unix:[^\s:]+/.exec(target)?.[0].replace(/^unix:\/+/, 'unix:/')
  if (socket !== undefined) return socket.includes('$') ? undefined : { name: socket, address: socket }
  const authority = (/^[^/?\s]*/.exec(target)?.[0] ?? '').replace(rest, '')
  if (authority === '' || authority.includes('$')) return undefined
  return { name: authority, address: withUsualPort(authority, scheme ?? '') }
}
