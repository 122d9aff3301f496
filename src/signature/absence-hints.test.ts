import { describe, expect, it } from 'vitest'
import { absenceHints } from './absence-hints.ts'

const closed = '2026/11/21 00:15:50 [info] 8419#8419: *40 client 127.0.0.1 closed keepalive connection'
const limited = '2026/11/21 00:15:43 [error] 1#1: *32 limiting requests, excess: 1.000 by zone "rl", client: 127.0.0.1'
const refused = '[proxy:error] (111)Connection refused: AH00957: http: attempt to connect to 127.0.0.1:1 failed'

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
