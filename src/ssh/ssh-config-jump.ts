import { checkName } from '../service/name-rules.ts'

/** One host of a way, as ProxyJump writes it. */
export interface Hop {
  readonly name: string
  readonly user?: string
  readonly port?: number
  /** Private key file, where the way names one. */
  readonly identity?: string
}

/** 'user@a:2222,b' → two hops, nearest first; `none` → no hop; undefined for what is no list of hosts. Source: ssh_config(5), ProxyJump. */
export function parseProxyJump(text: string): readonly Hop[] | undefined {
  if (text.toLowerCase() === 'none') return []
  const hops = text.split(',').map(parseHop)
  return hops.every((hop) => hop !== undefined) ? hops : undefined
}

function parseHop(text: string): Hop | undefined {
  const match = /^(?:ssh:\/\/)?(?:([^@]+)@)?(?:\[([^\]]+)\]|([^:@[\]]+)|([0-9A-Fa-f:.%]+))(?::(\d{1,5}))?\/?$/.exec(
    text.trim(),
  )
  const name = match?.[2] ?? match?.[3] ?? match?.[4] ?? ''
  const user = match?.[1]
  const port = match?.[5] === undefined ? undefined : Number(match[5])
  const isRight =
    checkName('host', name).kind === 'right' &&
    (user === undefined || checkName('user', user).kind === 'right') &&
    (port === undefined || (port >= 1 && port <= 65_535))
  if (!isRight) return undefined
  return { name, ...(user === undefined ? {} : { user }), ...(port === undefined ? {} : { port }) }
}
