import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { HttpAnswer } from '../../../src/probe/answer.ts'
import { buildHttpAsk } from '../../../src/probe/http.ts'
import { createCertificate } from '../../support/certificate.ts'
import { answers, startPeer } from '../../support/peers.ts'
import { askFromHere } from './ask-from-here.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanups.push(() => server.close())
  return (server.address() as AddressInfo).port
}
const serve = (listener: RequestListener) => listen(createServer(listener))
/** A peer that answers this text, whatever it is asked. */
async function serveRaw(text: string): Promise<string> {
  const peer = await startPeer(answers(text))
  cleanups.push(peer.stop)
  return `http://127.0.0.1:${peer.port}/`
}

async function triesOf(url: string, options: { times?: number; timeoutMs?: number } = {}) {
  const { outcome } = await askFromHere(buildHttpAsk({ url, ...options }))
  if (outcome.kind !== 'http') throw new Error(JSON.stringify(outcome))
  return outcome.tries
}
async function answerOf(url: string, options: { timeoutMs?: number } = {}): Promise<HttpAnswer> {
  const [only] = await triesOf(url, options)
  if (only?.kind !== 'answered') throw new Error(JSON.stringify(only))
  return only
}

describe('askHttp()', () => {
  it('gives version, reason and headers exactly as they were sent', async () => {
    const url = await serveRaw(
      'HTTP/1.0 503 Sorry, Really\r\nserver: a\r\nServer: b\r\nX-CaSe: \xc3\xa9 \r\nset-cookie: x\r\nSet-Cookie: y\r\n\r\n<h1>down</h1>',
    )
    expect(await answerOf(url)).toEqual({
      kind: 'answered',
      status: 503,
      statusText: 'Sorry, Really',
      httpVersion: '1.0',
      headers: [
        ['server', 'a'],
        ['Server', 'b'],
        ['X-CaSe', '\xc3\xa9'],
        ['set-cookie', 'x'],
        ['Set-Cookie', 'y'],
      ],
      body: '<h1>down</h1>',
      bodyBytes: 13,
      firstByteMs: expect.any(Number),
      totalMs: expect.any(Number),
      address: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    })
  })

  it.each([
    ['an empty reason', 'HTTP/1.1 503 \r\nContent-Length: 0\r\n\r\n', { status: 503, statusText: '' }],
    ['no reason at all', 'HTTP/1.1 503\r\nContent-Length: 0\r\n\r\n', { status: 503, statusText: '' }],
    [
      'an informational answer first',
      'HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
      { status: 200, body: 'ok' },
    ],
    [
      'chunks',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
      { body: 'ok', bodyBytes: 2 },
    ],
    ['a body of unknown length', 'HTTP/1.1 200 OK\r\n\r\nuntil close', { body: 'until close' }],
    [
      'a 100 first that nobody waits for',
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 No\r\nContent-Length: 2\r\n\r\nno',
      { status: 503, body: 'no' },
    ],
    ['lines that end in LF alone', 'HTTP/1.1 503 No\nServer: x\n\nno', { status: 503, headers: [['Server', 'x']] }],
    ['a reason in Latin-1', 'HTTP/1.1 503 Gest\xf6rt\r\nContent-Length: 0\r\n\r\n', { statusText: 'Gest\xf6rt' }],
    ['an illegal header', 'HTTP/1.1 503 No\r\nX-Y: \x01\r\nContent-Length: 0\r\n\r\n', { status: 503 }],
    [
      'a redirect, not followed',
      'HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n',
      { status: 302 },
    ],
    [
      'a body that breaks off',
      'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf',
      { status: 200, body: 'half', bodyFailure: 'closed' },
    ],
  ])('reads %s', async (_what, text, fields) => {
    const answer = await answerOf(await serveRaw(text))
    expect(answer).toMatchObject(fields)
    expect('bodyFailure' in answer).toBe('bodyFailure' in fields)
  })

  it.each([
    ['SSH', 'SSH-2.0-OpenSSH_9.2\r\n', 'protocol', 'SSH-2.0'],
    ['nothing', '', 'closed', ''],
    ['half a head', 'HTTP/1.1 200 OK\r\nServer: x', 'closed', ''],
    ['endless headers', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`, 'protocol', ''],
    ['status 009 garbage', 'hello\r\n\r\n', 'protocol', 'hello'],
  ])('fails on %s', async (_what, text, failure, said) => {
    const [only] = await triesOf(await serveRaw(text))
    expect(only).toMatchObject({ failure, phase: 'answer', detail: expect.stringContaining(said) })
  })

  it('asks as itself, with a GET, without keeping the connection', async () => {
    const asked: unknown[] = []
    const port = await serve((request, response) => {
      asked.push([request.method, request.url, request.rawHeaders])
      response.end()
    })
    await triesOf(`http://user:p%40ss@127.0.0.1:${port}/health?x=1#part`)
    const authorization = `Basic ${Buffer.from('user:p@ss').toString('base64')}`
    expect(asked).toEqual([
      [
        'GET',
        '/health?x=1',
        ['Host', `127.0.0.1:${port}`, 'User-Agent', expect.stringMatching(/^slash503\/\d+\.\d+\.\d+$/)].concat([
          'Accept',
          '*/*',
          'Connection',
          'close',
          'Authorization',
          authorization,
        ]),
      ],
    ])
  })

  it('tries on a connection each, and shows a fault that only some have', async () => {
    const ports = new Set<number | undefined>()
    let served = 0
    const port = await serve((request, response) => {
      ports.add(request.socket.remotePort)
      served += 1
      response.writeHead(served % 2 === 0 ? 503 : 200).end()
    })
    const tries = await triesOf(`http://127.0.0.1:${port}/`, { times: 4 })
    expect(tries.map((once) => once.kind === 'answered' && once.status)).toEqual([200, 503, 200, 503])
    expect(ports.size).toBe(4)
  })

  it('begins no further try once its time has passed', async () => {
    const port = await serve(() => {})
    const tries = await triesOf(`http://127.0.0.1:${port}/`, { times: 5, timeoutMs: 300 })
    expect(tries).toMatchObject([{ failure: 'timed-out', phase: 'answer' }])
  })

  it('keeps 16 KiB of a body and counts the rest, up to 1 MiB of an endless one', async () => {
    const port = await serve((request, response) => {
      if (request.url === '/endless') {
        const pour = () => {
          while (!response.destroyed && response.write('x'.repeat(65_536)));
        }
        response.on('drain', pour)
        pour()
      } else response.end('x'.repeat(100_000))
    })
    const whole = await answerOf(`http://127.0.0.1:${port}/`)
    const endless = await answerOf(`http://127.0.0.1:${port}/endless`)
    expect([whole.body.length, whole.bodyBytes, whole.bodyFailure]).toEqual([16_384, 100_000, undefined])
    expect([endless.body.length, endless.bodyFailure]).toEqual([16_384, undefined])
    expect(endless.bodyBytes).toBeLessThan(1.2 * 1024 * 1024)
  })

  it('keeps the head of an answer whose body never ends in time', async () => {
    const port = await serve((_request, response) => {
      response.writeHead(200, { 'Content-Length': 100 }).write('first')
    })
    const answer = await answerOf(`http://127.0.0.1:${port}/`, { timeoutMs: 300 })
    expect(answer).toMatchObject({ status: 200, body: 'first', bodyFailure: 'timed-out' })
  })

  it.each(['ftp://127.0.0.1/', 'not a url'])('does not ask %s', async (url) => {
    expect((await askFromHere(buildHttpAsk({ url }))).outcome).toMatchObject({ kind: 'unseen', reason: 'unsupported' })
  })
})

describe('askHttp() over TLS', () => {
  const secure = (name: string, days?: number) =>
    listen(createSecureServer(createCertificate(name, days), (_request, response) => response.end('ok')))

  it.each([
    ['one that nobody vouches for', '127.0.0.1', 1, /self.signed/i],
    ['one that has expired', '127.0.0.1', -1, /expired|self.signed/i],
  ])('gives the reason against a certificate: %s', async (_what, name, days, reason) => {
    const [only] = await triesOf(`https://127.0.0.1:${await secure(name, days)}/`)
    expect(only).toMatchObject({ failure: 'tls', phase: 'tls', detail: expect.stringMatching(reason) })
  })

  it('is told apart from a server without TLS', async () => {
    const port = await serve((_request, response) => response.end())
    const [only] = await triesOf(`https://127.0.0.1:${port}/`)
    expect(only).toMatchObject({
      failure: 'tls',
      phase: 'tls',
      detail: expect.stringMatching(/wrong version|packet length/i),
    })
  })
})
