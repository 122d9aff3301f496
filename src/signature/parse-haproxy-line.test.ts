import { describe, expect, it } from 'vitest'
import { parseHaproxyLine } from './parse-haproxy-line.ts'

const line = (middle: string, tail = '1/1/0/0/3 0/0 "GET / HTTP/1.1"'): string =>
  `127.0.0.1:48404 [21/Nov/2026:00:17:13.785] ${middle} ${tail}`

const cases = [
  {
    flags: 'SC--',
    text: line('fe_refused be_refused/s1 0/0/-1/-1/3004 503 217 - - SC--'),
    meaning: 'the server refused the connection',
    supports: 'app_not_started',
  },
  {
    flags: 'SC--',
    text: line('fe be/<NOSRV> 0/-1/-1/-1/0 503 217 - - SC--'),
    meaning: 'no server could be chosen',
    supports: 'health_check_failing',
  },
  {
    flags: 'SC--',
    text: line('app app/<NOSRV> 0/-1/-1/-1/0 503 217 - - SC--'),
    meaning: 'no server could be chosen',
    supports: 'health_check_failing',
  },
  {
    flags: 'SC--',
    text: line('fe fe/<NOSRV> -1/-1/-1/-1/0 503 217 - - SC--'),
    meaning: 'no use_backend rule matched',
    supports: undefined,
  },
  {
    flags: 'sC--',
    text: line('fe be/s1 0/0/-1/-1/4004 503 217 - - sC--'),
    meaning: 'within timeout connect',
    supports: 'host_unreachable',
  },
  {
    flags: 'sQ--',
    text: line('fe be/<NOSRV> 0/702/-1/-1/702 503 217 - - sQ--'),
    meaning: 'timeout queue',
    supports: 'server_overload',
  },
  {
    flags: 'sH--',
    text: line('fe be/s1 0/0/0/-1/701 504 198 - - sH--'),
    meaning: 'timeout server',
    supports: 'server_overload',
  },
  {
    flags: 'SH--',
    text: line('fe be/s1 0/0/0/-1/2 502 209 - - SH--'),
    meaning: 'closed or reset',
    supports: 'app_not_started',
  },
  { flags: 'PH--', text: line('fe be/s1 0/0/0/-1/1 502 209 - - PH--'), meaning: 'is not HTTP', supports: undefined },
  {
    flags: 'PR--',
    text: line('fe fe/<NOSRV> 0/-1/-1/-1/0 429 225 - - PR--'),
    meaning: 'a rule refused',
    supports: undefined,
  },
  {
    flags: 'LR--',
    text: line('fe fe/<NOSRV> 0/-1/-1/-1/0 503 121 - - LR--'),
    meaning: 'a rule answered',
    supports: undefined,
  },
  {
    flags: '----',
    text: line('fe be/s1 0/0/1/0/1 503 228 - - ----'),
    meaning: 'the server itself answered 503',
    supports: undefined,
  },
  {
    flags: '----',
    text: line('fe be/s1 0/0/0/0/0 200 74 - - ----'),
    meaning: 'it ended normally after the whole answer',
    supports: undefined,
  },
  {
    flags: 'cD--',
    text: line('fe be/s1 0/0/0/0/+50001 200 74 - - cD--'),
    meaning: 'the client was silent for too long while data',
    supports: undefined,
  },
  {
    flags: 'DD--',
    text: line('fe be/s1 0/0/0/0/9 200 74 - - DD--'),
    meaning: 'because the server was found down while data',
    supports: undefined,
  },
  {
    flags: 'SCVN',
    text: line('fe~ be/s1 0/0/-1/-1/+3004 503 +217 sid=a - SCVN'),
    meaning: 'the server refused the connection',
    supports: 'app_not_started',
  },
  {
    flags: 'SC',
    text: line('fe be/s1 0/-1/3004 0 SC', '1/1/0/0/3 0/0'),
    meaning: 'the server refused the connection',
    supports: 'app_not_started',
  },
  {
    flags: 'XX--',
    text: line('fe be/s1 0/0/0/0/0 200 74 - - XX--'),
    meaning: 'the state XX is not in the manual',
    supports: undefined,
  },
]

describe('parseHaproxyLine()', () => {
  it.each(cases)('decodes $flags: $meaning', ({ text, flags, meaning, supports }) => {
    const parsed = parseHaproxyLine(text)
    expect(parsed?.flags).toBe(flags)
    expect(parsed?.meaning).toContain(meaning)
    expect(parsed?.supports).toBe(supports)
  })

  it('reads names, timers, status and retries', () => {
    expect(
      parseHaproxyLine(
        `haproxy[812]: ${line('fe~ be/s1 0/5/-1/-1/3004 503 217 - - SC--', '9/8/7/6/+3 0/0 "GET / HTTP/1.1"')}`,
      ),
    ).toMatchObject({
      frontend: 'fe',
      backend: 'be',
      server: 's1',
      timers: { requestMs: 0, queueMs: 5, connectMs: -1, responseMs: -1, totalMs: 3004 },
      status: 503,
      retries: 3,
    })
  })

  it('reads a request that got no answer', () => {
    expect(parseHaproxyLine(line('fe be/s1 0/0/0/-1/5 -1 0 - - CH--'))?.status).toBe(0)
  })

  it.each([
    'Server be/s1 is DOWN, reason: Layer4 timeout',
    '127.0.0.1 - - [21/Nov/2026:00:15:34 +0000] "GET / HTTP/1.1" 502 157',
    '',
    `127.0.0.1:1 [x] ${'a'.repeat(1_000_000)}`,
  ])('leaves other lines alone', (text) => expect(parseHaproxyLine(text)).toBeUndefined())
})
