import { describe, expect, it } from 'vitest'
import { absenceHints } from './absence-hints.ts'

const closed = '2026/11/21 00:15:50 [info] 8419#8419: *40 client 127.0.0.1 closed keepalive connection'
const limited = '2026/11/21 00:15:43 [error] 1#1: *32 limiting requests, excess: 1.000 by zone "rl", client: 127.0.0.1'
const refused = '[proxy:error] (111)Connection refused: AH00957: http: attempt to connect to 127.0.0.1:1 failed'
const unknown = {
  nginx: '2026/11/21 00:15:50 [error] 8419#8419: *40 [lua] gate.lua:7: no ticket, client: 127.0.0.1, server: shop',
  apache: '[Sat Nov 21 00:15:50.1 2026] [gate:error] [pid 7] [client 127.0.0.1:5] no ticket',
  varnish: '-   FetchError     ticket refused',
  haproxy: '[WARNING]  (7) : gate: no ticket',
}
const unreached =
  '2026/11/21 00:15:50 [error] 1#1: *4 connect() failed (111: Connection refused) while connecting to upstream, client: 127.0.0.1'
const icon =
  '2026/11/21 00:15:50 [error] 1#1: *4 open() "/srv/www/favicon.ico" failed (2: No such file or directory), client: 127.0.0.1, server: shop, request: "GET /favicon.ico HTTP/1.1"'
const access = '127.0.0.1 - - [21/Nov/2026:00:15:50 +0000] "GET / HTTP/1.1" 503 197 "-" "curl/8.5"'
const odd =
  '127.0.0.1:4 [21/Nov/2026:00:15:50.041] web shop/web1 0/0/1/2/3 503 217 - - IL-- 1/1/0/0/0 0/0 "GET / HTTP/1.1"'
const served =
  '127.0.0.1:4 [21/Nov/2026:00:15:50.041] web shop/web1 0/0/1/2/3 200 217 - - ---- 1/1/0/0/0 0/0 "GET / HTTP/1.1"'
const started =
  '[Sat Nov 21 00:15:50.1 2026] [mpm_event:notice] [pid 7] AH00489: Apache/2.4.71 (Debian) configured -- resuming normal operations'
const page =
  '[Sat Nov 21 00:15:50.1 2026] [core:error] [pid 7] [client 127.0.0.1:5] AH00128: File does not exist: /srv/www/x'

const cases = [
  { name: 'nginx that logged no limit', program: 'nginx', status: 503, lines: [closed], ids: ['nginx-silent-503'] },
  { name: 'nginx that logged nothing', program: 'nginx', status: 503, lines: [], ids: ['nginx-silent-503'] },
  { name: 'nginx that logged a limit', program: 'nginx', status: 503, lines: [closed, limited], ids: [] },
  { name: 'nginx that said 502', program: 'nginx', status: 502, lines: [], ids: [] },
  { name: 'Apache httpd that logged nothing', program: 'apache', status: 503, lines: [], ids: ['apache-silent-503'] },
  { name: 'Apache httpd that logged a refused backend', program: 'apache', status: 503, lines: [refused], ids: [] },
  {
    name: 'Varnish without a fetch error',
    program: 'varnish',
    status: 503,
    lines: ['-   VCL_return     synth'],
    ids: ['varnish-silent-503'],
  },
  {
    name: 'HAProxy without a request',
    program: 'haproxy',
    status: 503,
    lines: ['[NOTICE] (1) : New worker'],
    ids: ['haproxy-silent-503'],
  },
  // A line that nobody knows may be the reason, and forbids the hint.
  {
    name: 'nginx that logged what nobody knows',
    program: 'nginx',
    status: 503,
    lines: [closed, unknown.nginx],
    ids: [],
  },
  { name: 'nginx that logged a refused upstream', program: 'nginx', status: 503, lines: [unreached], ids: [] },
  { name: 'Apache that logged what nobody knows', program: 'apache', status: 503, lines: [unknown.apache], ids: [] },
  {
    name: 'Varnish with an error that nobody knows',
    program: 'varnish',
    status: 503,
    lines: [unknown.varnish],
    ids: [],
  },
  {
    name: 'HAProxy with a warning that nobody knows',
    program: 'haproxy',
    status: 503,
    lines: [unknown.haproxy],
    ids: [],
  },
  { name: 'HAProxy that logged a 503 in a state of its own', program: 'haproxy', status: 503, lines: [odd], ids: [] },
  {
    name: 'HAProxy that logged a request it served',
    program: 'haproxy',
    status: 503,
    lines: [served],
    ids: ['haproxy-silent-503'],
  },
  { name: 'nginx that missed an icon', program: 'nginx', status: 503, lines: [icon], ids: ['nginx-silent-503'] },
  { name: 'nginx that logged the request', program: 'nginx', status: 503, lines: [access], ids: ['nginx-silent-503'] },
  { name: 'Apache that started', program: 'apache', status: 503, lines: [started], ids: ['apache-silent-503'] },
  {
    name: 'Apache whose visitor missed a page',
    program: 'apache',
    status: 503,
    lines: [page],
    ids: ['apache-silent-503'],
  },
  { name: 'a program without hints', program: 'gunicorn', status: 503, lines: [], ids: [] },
]

describe('absenceHints()', () => {
  it.each(cases)('judges $name', ({ program, status, lines, ids }) =>
    expect(absenceHints({ program, status, lines }).map(({ id }) => id)).toEqual(ids),
  )

  it('says what it means, where to look and who says so', () => {
    const [hint] = absenceHints({ program: 'nginx', status: 503, lines: [] })
    expect(hint).toMatchObject({ supports: 'deployment_in_progress', next: expect.stringContaining('return 503') })
    expect(hint).not.toHaveProperty('unless')
  })
})
