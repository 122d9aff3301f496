import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { createExecute } from '../../../src/create-execute.ts'
import { buildHttpAsk } from '../../../src/probe/http.ts'
import type { HttpRequest } from '../../../src/service/service.ts'
import { createLocal } from '../../../src/ssh/local.ts'
import { createCertificate } from '../../support/certificate.ts'
import { sshTo } from '../../support/ssh-setup.ts'
import { startSshd } from '../../support/sshd.ts'
import { askFromHere } from './ask-from-here.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), '503-request-'))
  cleanups.push(() => rmSync(path, { recursive: true }))
  return path
}

async function listen(server: Server, at: string | number = 0): Promise<number> {
  if (typeof at === 'string') server.listen(at)
  else server.listen(at, '127.0.0.1')
  await once(server, 'listening')
  cleanups.push(() => server.close())
  const address = server.address() as AddressInfo | string
  return typeof address === 'string' ? 0 : address.port
}

async function ask(url: string, request: HttpRequest) {
  const { outcome } = await askFromHere(buildHttpAsk({ url, request, timeoutMs: 2000 }))
  if (outcome.kind !== 'http') return outcome
  return outcome.tries[0]
}

const header = (name: string, value: string) => ({ name, value, isSecret: false })
const tell: RequestListener = (request: IncomingMessage, response) => {
  response.end(JSON.stringify([request.method, request.url, request.headers]))
}

describe('askHttp() with a request of its own', () => {
  it('sends its method and headers in place of the usual ones', async () => {
    const port = await listen(createServer(tell))
    const headers = [header('host', 'api.example.com'), header('Authorization', 'Bearer abc'), header('accept', 'a/b')]
    const answer = await ask(`http://127.0.0.1:${port}/h?x=1`, { method: 'POST', headers })
    const body = answer?.kind === 'answered' ? answer.body : JSON.stringify(answer)
    expect(JSON.parse(body)).toEqual([
      'POST',
      '/h?x=1',
      {
        host: 'api.example.com',
        'user-agent': expect.stringMatching(/^slash503/),
        connection: 'close',
        'content-length': '0',
        authorization: 'Bearer abc',
        accept: 'a/b',
      },
    ])
  })

  it('reads the answer to HEAD, which has no body', async () => {
    const port = await listen(
      createServer((_request, response) => response.writeHead(200, { 'content-length': 9 }).end()),
    )
    expect(await ask(`http://127.0.0.1:${port}/`, { method: 'HEAD' })).toMatchObject({ status: 200, body: '' })
  })

  it('asks over a unix socket, from here and from a host, and calls one that is not there refused', async () => {
    const socket = join(folder(), 'app.sock')
    await listen(createServer(tell), socket)
    const request = { socket }
    expect(await ask('http://api.example.com/h', request)).toMatchObject({
      status: 200,
      body: expect.stringContaining('api.example.com'),
    })
    const sshd = await startSshd()
    const ssh = sshTo(sshd)
    cleanups.push(
      () => sshd.stop(),
      () => ssh.close(),
    )
    const execute = createExecute({ ssh, local: createLocal(), hostAddress: () => '127.0.0.1' })
    const { signal } = new AbortController()
    const wanted = buildHttpAsk({ url: 'http://api.example.com/h', request })
    for (const host of ['app1', 'local']) {
      const { from, outcome } = await execute.ask(host, wanted, { signal })
      expect({ from, outcome }).toMatchObject({ from: host, outcome: { tries: [{ status: 200 }] } })
    }
    const gone = buildHttpAsk({ url: 'http://x/', request: { socket: `${socket}.gone` } })
    const { outcome } = await execute.ask('local', gone, { signal })
    expect(outcome).toMatchObject({ tries: [{ failure: 'refused', phase: 'connect' }] })
  })

  it('speaks HTTP/2 without TLS where that is asked for, and only there', async () => {
    const server = createHttp2Server((request, response) => {
      response.writeHead(503, { 'retry-after': '3', 'set-cookie': ['a=1', 'b=2'] })
      response.end(`${request.method} ${request.url} ${request.authority} ${String(request.headers['x-a'])}`)
    })
    const url = `http://127.0.0.1:${await listen(server)}/h?x=1`
    const headers = [header('Host', 'api.example.com'), header('X-A', 'b')]
    expect(await ask(url, { protocol: 'h2c', headers })).toMatchObject({
      kind: 'answered',
      status: 503,
      httpVersion: '2',
      body: 'GET /h?x=1 api.example.com b',
      headers: expect.arrayContaining([
        ['retry-after', '3'],
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ]),
      address: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    })
    const plain = await listen(createServer(tell))
    expect(await ask(`http://127.0.0.1:${plain}/`, { protocol: 'h2c' })).toMatchObject({
      kind: 'failed',
      phase: 'answer',
    })
  })

  it('gives up on HTTP/2 that says nothing', async () => {
    const server = createHttp2Server(() => {})
    const url = `http://127.0.0.1:${await listen(server)}/`
    const { outcome } = await askFromHere(buildHttpAsk({ url, request: { protocol: 'h2c' }, timeoutMs: 300 }))
    expect(outcome).toMatchObject({ tries: [{ kind: 'failed', failure: 'timed-out', phase: 'answer' }] })
  })
})

describe('askHttp() over TLS with files of its own', () => {
  function files(name: string) {
    const path = folder()
    const made = createCertificate(name)
    writeFileSync(join(path, 'cert.pem'), made.cert)
    writeFileSync(join(path, 'key.pem'), made.key)
    return { ...made, certFile: join(path, 'cert.pem'), keyFile: join(path, 'key.pem') }
  }

  it('believes the authority that it is given', async () => {
    const own = files('127.0.0.1')
    const url = `https://127.0.0.1:${await listen(createSecureServer(own, tell))}/`
    expect(await ask(url, {})).toMatchObject({ failure: 'tls', phase: 'tls' })
    expect(await ask(url, { ca: own.certFile })).toMatchObject({ status: 200 })
  })

  it('names the server to TLS as the Host header does', async () => {
    const own = files('api.example.com')
    const server = createSecureServer(own, (request, response) =>
      response.end(String((request.socket as TLSSocket).servername)),
    )
    const url = `https://127.0.0.1:${await listen(server)}/`
    expect(await ask(url, { ca: own.certFile })).toMatchObject({ failure: 'tls', phase: 'tls' })
    const headers = [header('Host', 'api.example.com:8443')]
    expect(await ask(url, { ca: own.certFile, headers })).toMatchObject({ status: 200, body: 'api.example.com' })
  })

  it('shows a certificate where one is wanted', async () => {
    const own = files('127.0.0.1')
    const client = files('probe.example.com')
    const server = createSecureServer({ ...own, ca: client.cert, requestCert: true, rejectUnauthorized: true }, tell)
    server.on('tlsClientError', () => {})
    const url = `https://127.0.0.1:${await listen(server)}/`
    expect(await ask(url, { ca: own.certFile })).toMatchObject({
      kind: 'failed',
      detail: expect.stringMatching(/certificate/i),
    })
    const request = { ca: own.certFile, cert: client.certFile, key: client.keyFile }
    expect(await ask(url, request)).toMatchObject({ status: 200 })
  })

  it.each([
    ['is not there', '/nonexistent/own.pem', /ENOENT/],
    ['is a directory', tmpdir(), /EISDIR/],
  ])('sees nothing where a file %s, which is no fact about the endpoint', async (_what, ca, reason) => {
    expect(await ask('https://127.0.0.1:1/', { ca })).toMatchObject({
      kind: 'unseen',
      detail: expect.stringMatching(reason),
    })
  })
})
