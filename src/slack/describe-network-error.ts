import { masked } from '../lib/masked.ts'

/** Why Slack gave no answer, in words: by the code of the innermost error, with what to do where that is known. */
export function describeNetworkError(error: unknown): string {
  const chain = chainOf(error)
  const code = chain.map(codeOf).findLast((known) => known !== undefined)
  const innermost = chain.at(-1)
  const message = innermost instanceof Error && innermost.message !== '' ? innermost.message : 'no reason given'
  return (code && reasons[code]) ?? masked`${message}`
}

const unknownAuthority =
  'its certificate is of an authority that this machine does not trust: where a proxy opens TLS, set NODE_EXTRA_CA_CERTS to a file with its certificate'

/** Codes of Node, OpenSSL and undici. */
const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name does not resolve here: behind a proxy set HTTPS_PROXY',
  EAI_AGAIN: 'no name server answers here: behind a proxy set HTTPS_PROXY',
  ECONNREFUSED: 'the connection was refused: behind a proxy see HTTPS_PROXY',
  ECONNRESET: 'the connection was reset',
  ETIMEDOUT: 'no connection in time: behind a proxy set HTTPS_PROXY',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time: behind a proxy set HTTPS_PROXY',
  ENETUNREACH: 'this machine has no way there: behind a proxy set HTTPS_PROXY',
  EHOSTUNREACH: 'this machine has no way there: behind a proxy set HTTPS_PROXY',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority,
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
}

/** An error, what caused it, and so on; web-api keeps the cause under `original`. */
function chainOf(error: unknown): readonly unknown[] {
  const chain: unknown[] = []
  for (let next = error; next !== undefined && next !== null && chain.length < 10; next = causeOf(next))
    chain.push(next)
  return chain
}

function causeOf(error: unknown): unknown {
  const { cause, original } = error as { cause?: unknown; original?: unknown }
  return cause ?? original
}

function codeOf(error: unknown): string | undefined {
  const { code } = error as { code?: unknown }
  return typeof code === 'string' && !code.startsWith('slack_webapi') ? code : undefined
}
