import { describe, expect, it } from 'vitest'
import { parseHaproxyConfig } from './haproxy-config.ts'

const parse = (...lines: readonly string[]): ReturnType<typeof parseHaproxyConfig> =>
  parseHaproxyConfig([{ file: 'x.cfg', lines }])

describe('parseHaproxyConfig()', () => {
  it.each([
    ['stats socket /run/a.sock mode 660', ['/run/a.sock']],
    ['stats socket unix@/run/b.sock level admin', ['/run/b.sock']],
    ['stats socket "/run/c.sock"', ['/run/c.sock']],
    ['stats socket ipv4@127.0.0.1:9999 level admin', []],
    ['stats socket abns@haproxy', []],
  ])('finds the socket of %s', (line, sockets) => {
    expect(parse('global', line).sockets).toEqual(sockets)
  })

  it.each([
    ['option httpchk GET /health HTTP/1.1', ['/health']],
    ['option httpchk /alive', ['/alive']],
    ['option httpchk', []],
    ['http-check send meth GET uri /ready ver HTTP/1.1', ['/ready']],
  ])('finds the health path of %s', (line, paths) => {
    expect(parse('backend b', line).healthPaths).toEqual(paths)
  })

  it('counts servers of backends, not of peers', () => {
    const config = parse(
      'peers p',
      '  server a 10.0.0.1:1024',
      'listen l',
      '  server b 10.0.0.2:80 check backup',
      '  server-template w 3 app.internal:80 check',
    )
    expect(config.servers).toEqual([
      { group: 'l', address: '10.0.0.2:80', flags: 'check backup' },
      { group: 'l', address: 'app.internal:80', flags: 'check' },
    ])
  })

  it.each([
    ['http-request deny deny_status 503', true],
    ['http-request return status 503 content-type text/plain string closed', true],
    ['monitor fail if { nbsrv(be) lt 1 }', true],
    ['http-request deny', false],
    ['http-request deny deny_status 429', false],
  ])('%s makes a 503: %s', (line, makes) => {
    expect(parse('frontend f', line).makes503).toHaveLength(makes ? 1 : 0)
  })
})
