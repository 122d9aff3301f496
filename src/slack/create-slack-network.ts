import { EnvHttpProxyAgent, fetch as fetchThrough } from 'undici'

/** How Slack is reached: directly, or through the proxy that the environment names. */
export interface SlackNetwork {
  readonly fetch: typeof fetch
  /** For the WebSocket of Socket Mode. */
  readonly dispatcher: EnvHttpProxyAgent
  close(): Promise<void>
}

type Env = Readonly<Record<string, string | undefined>>

/**
 * Follows `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`; as with curl, the lower case wins. Calls travel in a tunnel (CONNECT),
 * names are resolved by the proxy. Which authorities are trusted is Node's own matter (`NODE_EXTRA_CA_CERTS`).
 */
export function createSlackNetwork(env: Env): SlackNetwork {
  const of = (name: string): string => env[name.toLowerCase()] || env[name] || ''
  const dispatcher = new EnvHttpProxyAgent({
    httpProxy: of('HTTP_PROXY'),
    httpsProxy: of('HTTPS_PROXY'),
    noProxy: of('NO_PROXY'),
    proxyTunnel: true,
  })
  return {
    // The types of undici and of Node's own fetch differ in names only; what web-api and Bolt use of them is the same.
    fetch: ((input: string | URL, init?: RequestInit) =>
      fetchThrough(input, { ...(init as object), dispatcher })) as unknown as typeof fetch,
    dispatcher,
    close: () => dispatcher.destroy(),
  }
}
