import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { Duplex } from 'node:stream'
import { createServer, type TLSSocket } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { secureStream, type Verification } from '../../../src/ask/secure-stream.ts'
import { createCertificate } from '../../support/certificate.ts'

const cleanups: (() => unknown)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

async function serve(name: string, days?: number) {
  const certificate = createCertificate(name, days)
  const names: (string | false | null)[] = []
  const server = createServer(certificate, (socket: TLSSocket) => {
    names.push(socket.servername)
    socket.on('error', () => {}).end('hello')
  })
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanups.push(() => server.close())
  return { port: (server.address() as AddressInfo).port, ca: certificate.cert, names }
}

function dial(port: number) {
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  cleanups.push(() => socket.destroy())
  return socket
}

async function textOver(port: number, options: { host: string; verify: Verification; ca?: string }) {
  const secured = await secureStream(dial(port), options)
  const chunks = await secured.toArray()
  return Buffer.concat(chunks).toString()
}

describe('secureStream()', () => {
  it('speaks TLS with SNI to a server whose authority it is given', async () => {
    const { port, ca, names } = await serve('app.example.com')
    expect(await textOver(port, { host: 'app.example.com', verify: 'name', ca })).toBe('hello')
    expect(names).toEqual(['app.example.com'])
  })

  it('checks an address against the certificate and sends no SNI for it', async () => {
    const { port, ca, names } = await serve('127.0.0.1')
    expect(await textOver(port, { host: '127.0.0.1', verify: 'name', ca })).toBe('hello')
    expect(names).toEqual([false])
  })

  it.each([
    ['another name', 'name', 'other.example.com', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['another address', 'name', '10.0.0.1', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ] as const)('refuses %s', async (_what, verify, host, code) => {
    const { port, ca } = await serve('app.example.com')
    await expect(textOver(port, { host, verify, ca })).rejects.toMatchObject({ code })
  })

  it('refuses an authority that it does not know', async () => {
    const { port } = await serve('app.example.com')
    const refused = textOver(port, { host: 'app.example.com', verify: 'chain' })
    await expect(refused).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
  })

  it('refuses a certificate that has expired', async () => {
    const { port, ca } = await serve('app.example.com', -1)
    const refused = textOver(port, { host: 'app.example.com', verify: 'name', ca })
    await expect(refused).rejects.toMatchObject({ code: 'CERT_HAS_EXPIRED' })
  })

  it.each([
    ['the chain alone', 'chain'],
    ['nothing', 'none'],
  ] as const)('takes another name when asked to verify %s', async (_what, verify) => {
    const { port, ca } = await serve('app.example.com')
    expect(await textOver(port, { host: 'other.example.com', verify, ca })).toBe('hello')
  })

  it('works over a stream that is no socket, such as an SSH channel', async () => {
    const { port, ca } = await serve('app.example.com')
    const socket = dial(port)
    const wrapped = new Duplex({
      read: () => socket.resume(),
      write: (chunk, encoding, done) => void socket.write(chunk, encoding, done),
      final: (done) => void socket.end(done),
      destroy: (error, done) => {
        socket.destroy()
        done(error)
      },
    })
    socket.on('data', (chunk) => wrapped.push(chunk)).on('end', () => wrapped.push(null))
    const secured = await secureStream(wrapped, { host: 'app.example.com', verify: 'name', ca })
    expect(Buffer.concat(await secured.toArray()).toString()).toBe('hello')
  })
})
