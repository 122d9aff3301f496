import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { type ConnectionOptions, connect, getCACertificates, type TLSSocket } from 'node:tls'

/** How far a certificate is believed: not at all (encryption only), its chain, or chain and name. */
export type Verification = 'none' | 'chain' | 'name'

let trusted: string[] | undefined

/** Node's own authorities and those of this machine, where a private authority is usually installed. */
function trustedAuthorities(): string[] {
  trusted ??= [...new Set([...getCACertificates('default'), ...getCACertificates('system')])]
  return trusted
}

/** TLS over an open stream, with SNI; rejects with the handshake's or the certificate's error. */
export function secureStream(
  stream: Duplex,
  options: {
    readonly host: string
    readonly verify: Verification
    readonly ca?: string
    /** A client's certificate and its key, in PEM. */
    readonly cert?: string
    readonly key?: string
    readonly alpn?: string
  },
): Promise<TLSSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>()
  const settings: ConnectionOptions = {
    socket: stream,
    host: options.host,
    ca: options.ca ?? trustedAuthorities(),
    rejectUnauthorized: options.verify !== 'none',
  }
  if (options.cert !== undefined) settings.cert = options.cert
  if (options.key !== undefined) settings.key = options.key
  // RFC 6066 section 3: no address literals in SNI.
  if (isIP(options.host) === 0) settings.servername = options.host
  if (options.alpn !== undefined) settings.ALPNProtocols = [options.alpn]
  if (options.verify === 'chain') settings.checkServerIdentity = () => undefined
  const socket = connect(settings)
  socket.once('secureConnect', () => resolve(socket))
  socket.once('error', reject)
  socket.once('close', () =>
    reject(Object.assign(new Error('closed during the TLS handshake'), { code: 'ECONNRESET' })),
  )
  // A stream that is destroyed does not always take the TLS layer above it along.
  stream.once('close', () => socket.destroy())
  return promise.then((secured) => {
    secured.on('error', () => {})
    return secured
  })
}
