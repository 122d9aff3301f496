import { describe, expect, it } from 'vitest'
import { readFixture } from '../../test/support/read-fixture.ts'
import { parseBalancerConfig } from './balancer-config.ts'

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
          fix: 'setfacl -m u:probe:rX /etc/haproxy/haproxy.cfg',
        },
      },
    ],
    ['debian-12-directory-denied', { kind: 'seen', value: { unreadable: ['/etc/haproxy'] } }],
    ['debian-12-denied', { kind: 'unseen', reason: 'denied', fix: 'setfacl -m u:probe:rX /etc/haproxy/haproxy.cfg' }],
    ['busybox', { kind: 'unseen', reason: 'not-found' }],
  ])('reads the capture of %s', (system, expected) => {
    expect(parseBalancerConfig(readFixture(`balancer-config/${system}`))).toMatchObject(expected)
  })
})
