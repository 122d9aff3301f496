import { describe, expect, it } from 'vitest'
import { parseResponse } from './parse-response.ts'

const ok = 'HTTP/1.1 200 OK\r\n\r\n'
const redirect = 'HTTP/1.1 301 Moved Permanently\r\nLocation: /x\r\nContent-Length: 5\r\n\r\n'
const unavailable = 'HTTP/1.1 503 Service Unavailable\r\nServer: a\r\nContent-Length: 4\r\n\r\nbusy'

const cases = [
  {
    name: 'HTTP/1.1 with CRLF',
    raw: unavailable,
    status: 503,
    statusText: 'Service Unavailable',
    httpVersion: '1.1',
    body: 'busy',
    all: 1,
  },
  {
    name: 'HTTP/1.0 with LF',
    raw: 'HTTP/1.0 503 Service Unavailable\nA: b\n\nbusy\n',
    status: 503,
    statusText: 'Service Unavailable',
    httpVersion: '1.0',
    body: 'busy\n',
    all: 1,
  },
  {
    name: 'HTTP/2 without a reason',
    raw: 'HTTP/2 503 \r\nserver: a\r\n\r\nbusy',
    status: 503,
    statusText: '',
    httpVersion: '2',
    body: 'busy',
    all: 1,
  },
  {
    name: 'HTTP/3 without the space',
    raw: 'HTTP/3 503\r\n\r\n',
    status: 503,
    statusText: '',
    httpVersion: '3',
    body: '',
    all: 1,
  },
  {
    name: 'the empty reason of Tomcat',
    raw: 'HTTP/1.1 503 \r\n\r\nbusy',
    status: 503,
    statusText: '',
    httpVersion: '1.1',
    body: 'busy',
    all: 1,
  },
  {
    name: 'a head without its blank line',
    raw: 'HTTP/1.1 503 Service Unavailable\r\nA: b',
    status: 503,
    statusText: 'Service Unavailable',
    httpVersion: '1.1',
    body: '',
    all: 1,
  },
  {
    name: 'blank lines before the head',
    raw: `\n\n${unavailable}`,
    status: 503,
    statusText: 'Service Unavailable',
    httpVersion: '1.1',
    body: 'busy',
    all: 1,
  },
  {
    name: '100 Continue first',
    raw: `HTTP/1.1 100 Continue\r\n\r\n${unavailable}`,
    status: 503,
    statusText: 'Service Unavailable',
    httpVersion: '1.1',
    body: 'busy',
    all: 1,
  },
  {
    name: 'the answer to CONNECT first',
    raw: `HTTP/1.1 200 Connection established\r\n\r\n${unavailable}`,
    status: 503,
    statusText: 'Service Unavailable',
    httpVersion: '1.1',
    body: 'busy',
    all: 2,
  },
  {
    name: 'redirects followed, whose bodies curl leaves out',
    raw: `${redirect}${redirect}${unavailable}`,
    status: 503,
    statusText: 'Service Unavailable',
    httpVersion: '1.1',
    body: 'busy',
    all: 3,
  },
  {
    name: 'two requests on one connection',
    raw: `${unavailable}${unavailable.replace('busy', 'late')}`,
    status: 503,
    statusText: 'Service Unavailable',
    httpVersion: '1.1',
    body: 'late',
    all: 2,
  },
  {
    name: 'a body that quotes a response',
    raw: `HTTP/1.1 503 Busy\r\n\r\nupstream said\nHTTP/1.1 200 OK\r\n\r\nfine`,
    status: 503,
    statusText: 'Busy',
    httpVersion: '1.1',
    body: 'upstream said\nHTTP/1.1 200 OK\r\n\r\nfine',
    all: 1,
  },
  {
    name: 'a length that is not one',
    raw: 'HTTP/1.1 503 Busy\r\nContent-Length: -3\r\n\r\nbusy',
    status: 503,
    statusText: 'Busy',
    httpVersion: '1.1',
    body: 'busy',
    all: 1,
  },
  {
    name: 'a length in bytes, not in characters',
    raw: `HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nüü${ok}`,
    status: 200,
    statusText: 'OK',
    httpVersion: '1.1',
    body: '',
    all: 2,
  },
  {
    name: 'nothing but 100 Continue',
    raw: 'HTTP/1.1 100 Continue\r\n\r\n',
    status: 100,
    statusText: 'Continue',
    httpVersion: '1.1',
    body: '',
    all: 1,
  },
]

describe('parseResponse()', () => {
  it.each(cases)('reads $name', ({ raw, status, statusText, httpVersion, body, all }) => {
    const parsed = parseResponse(raw)
    expect(parsed).toMatchObject({ kind: 'parsed', response: { status, statusText, httpVersion, body } })
    expect(parsed.kind === 'parsed' && parsed.all.length).toBe(all)
  })

  it('keeps names, their case, their order and repeats, joins folded lines and leaves out lines without a colon', () => {
    const parsed = parseResponse(
      'HTTP/1.1 503 x\r\nServer: Caddy\r\nX-Long: a\r\n  b\r\n\tc\r\nnonsense\r\nserver: nginx\r\n\r\n',
    )
    expect(parsed).toMatchObject({
      response: {
        headers: [
          ['Server', 'Caddy'],
          ['X-Long', 'a b c'],
          ['server', 'nginx'],
        ],
      },
    })
  })

  it('reads bytes that are not text', () => {
    const parsed = parseResponse(
      Buffer.concat([Buffer.from('HTTP/1.1 503 x\r\n\r\n'), Buffer.from([0x1f, 0x8b, 0, 255])]),
    )
    expect(parsed).toMatchObject({ kind: 'parsed', response: { status: 503 } })
  })

  it.each([
    ['', 'the input is empty'],
    ['  \n', 'the input is empty'],
    ['<html>busy</html>', 'starts with "<html>busy</html>": expected a status line'],
    ['HTTP/1.1 abc', 'expected a status line'],
    ['\u001b[31mred', 'starts with "red"'],
  ])('explains why %j cannot be read', (raw, why) => {
    const parsed = parseResponse(raw)
    expect(parsed.kind === 'unreadable' && parsed.why).toContain(why)
  })
})
