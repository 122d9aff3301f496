import { describe, expect, it } from 'vitest'
import { readFixture } from '../../test/support/read-fixture.ts'
import { parseBalancerConfig } from './balancer-config.ts'
import { endMark } from './collection.ts'

describe('parseBalancerConfig()', () => {
  it.each([
    [
      'debian-11',
      {
        kind: 'seen',
        value: {
          kind: 'haproxy',
          unit: 'haproxy.service',
          isRunning: true,
          sockets: ['/run/haproxy/admin.sock'],
          servers: [
            { group: 'be', address: '127.0.0.1:8000', flags: 'check' },
            { group: 'be', address: '127.0.0.1:8001', flags: 'check disabled' },
          ],
          healthPaths: ['/health'],
          makes503: [
            { file: '/etc/haproxy/haproxy.cfg', line: 'http-request deny deny_status 503 if { path_beg /closed }' },
          ],
        },
      },
    ],
    [
      'debian-12',
      {
        kind: 'seen',
        value: {
          kind: 'haproxy',
          unit: 'haproxy.service',
          isRunning: true,
          sockets: ['/run/haproxy/admin.sock'],
          servers: [
            { group: 'be', address: '127.0.0.1:8000', flags: 'check' },
            { group: 'be', address: '127.0.0.1:8001', flags: 'check disabled' },
          ],
          healthPaths: ['/health'],
          makes503: [
            { file: '/etc/haproxy/haproxy.cfg', line: 'http-request deny deny_status 503 if { path_beg /closed }' },
          ],
        },
      },
    ],
    [
      'debian-13',
      {
        kind: 'seen',
        value: {
          kind: 'haproxy',
          unit: 'haproxy.service',
          isRunning: true,
          sockets: ['/run/haproxy/admin.sock'],
          servers: [
            { group: 'be', address: '127.0.0.1:8000', flags: 'check' },
            { group: 'be', address: '127.0.0.1:8001', flags: 'check disabled' },
          ],
          healthPaths: ['/health'],
          makes503: [
            { file: '/etc/haproxy/haproxy.cfg', line: 'http-request deny deny_status 503 if { path_beg /closed }' },
          ],
        },
      },
    ],
    [
      'debian-11-nginx',
      {
        kind: 'seen',
        value: {
          kind: 'nginx',
          unit: 'nginx.service',
          isRunning: true,
          servers: [
            { group: 'shop', address: '127.0.0.1:8000', flags: 'max_fails=1' },
            { group: 'shop', address: '127.0.0.1:8001', flags: 'backup' },
            { group: 'proxy_pass', address: '127.0.0.1:8002', flags: '' },
          ],
          makes503: [{ line: 'return 503' }, { line: 'limit_req zone=one' }],
        },
      },
    ],
    [
      'debian-12-nginx',
      {
        kind: 'seen',
        value: {
          kind: 'nginx',
          unit: 'nginx.service',
          isRunning: true,
          servers: [
            { group: 'shop', address: '127.0.0.1:8000', flags: 'max_fails=1' },
            { group: 'shop', address: '127.0.0.1:8001', flags: 'backup' },
            { group: 'proxy_pass', address: '127.0.0.1:8002', flags: '' },
          ],
          makes503: [{ line: 'return 503' }, { line: 'limit_req zone=one' }],
        },
      },
    ],
    [
      'debian-13-nginx',
      {
        kind: 'seen',
        value: {
          kind: 'nginx',
          unit: 'nginx.service',
          isRunning: true,
          servers: [
            { group: 'shop', address: '127.0.0.1:8000', flags: 'max_fails=1' },
            { group: 'shop', address: '127.0.0.1:8001', flags: 'backup' },
            { group: 'proxy_pass', address: '127.0.0.1:8002', flags: '' },
          ],
          makes503: [{ line: 'return 503' }, { line: 'limit_req zone=one' }],
        },
      },
    ],
    [
      'debian-12-socket-only',
      {
        kind: 'seen',
        value: {
          sockets: ['/run/haproxy/admin.sock'],
          servers: [],
          unreadable: ['/etc/haproxy/haproxy.cfg'],
          fix: 'let the account read it: sudo setfacl -m u:probe:rX /etc/haproxy/haproxy.cfg',
        },
      },
    ],
    ['debian-12-directory-denied', { kind: 'seen', value: { unreadable: ['/etc/haproxy'] } }],
    [
      'debian-12-denied',
      {
        kind: 'unseen',
        reason: 'denied',
        fix: 'let the account read it: sudo setfacl -m u:probe:rX /etc/haproxy/haproxy.cfg',
      },
    ],
    ['busybox', { kind: 'unseen', reason: 'not-found' }],
  ])('reads the capture of %s', (system, expected) => {
    expect(parseBalancerConfig(readFixture(`balancer-config/${system}`))).toMatchObject(expected)
  })

  const told = (...lines: readonly string[]) =>
    parseBalancerConfig({ stdout: ['user probe', ...lines, endMark, ''].join('\n'), stderr: '', exit: 0 })
  const installed = ['unit haproxy.service', 'unit nginx.service', 'file haproxy /etc/haproxy/haproxy.cfg', '> global']

  it.each([
    [
      'Varnish runs beside an HAProxy that stands still',
      [...installed, 'running varnish', 'file varnish /x.vcl'],
      'varnish',
    ],
    ['Apache runs, of RHEL', [...installed, 'running apache', 'file apache /etc/httpd/conf/httpd.conf'], 'apache'],
    ['the named httpd stands still', ['unit httpd.service', ...installed, 'file apache /x.conf'], 'apache'],
    [
      'nginx and Varnish run, and Varnish is named',
      ['unit varnish.service', 'running nginx', 'file nginx /n', 'running varnish', 'file varnish /v'],
      'varnish',
    ],
    [
      'nginx and Apache run, and nobody is named',
      ['running nginx', 'file nginx /n', 'running apache', 'file apache /a'],
      'nginx',
    ],
    ['nothing runs or is named', installed, 'haproxy'],
    ['Caddy runs beside them', [...installed, 'other caddy'], 'unknown'],
  ])('tells who balances when %s', (_case, lines, kind) => {
    expect(told(...lines)).toMatchObject({ kind: 'seen', value: { kind } })
  })

  it('asks no socket of a program that stands still while another balances', () => {
    expect(told(...installed, 'socket /run/haproxy/admin.sock', 'other envoy')).toMatchObject({
      value: { sockets: [] },
    })
  })
})
