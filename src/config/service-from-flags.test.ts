import { describe, expect, it } from 'vitest'
import { type ServiceFlags, serviceFromFlags } from './service-from-flags.ts'

describe('serviceFromFlags()', () => {
  it('makes a service of every flag', () => {
    const flags = {
      host: ['app1', 'app[2-3]'],
      url: 'https://api.example.com/',
      unit: 'gunicorn',
      port: '8000',
      health: 'http://127.0.0.1:8000/health/',
      balancer: 'lb1',
      database: 'postgres://probe:pw@db1/orders',
      dependency: ['redis://cache1:6379'],
      deploy: '/srv/app/current',
    }
    expect(serviceFromFlags(flags)).toEqual({
      kind: 'ok',
      service: {
        name: 'api.example.com',
        url: 'https://api.example.com/',
        hosts: ['app1', 'app2', 'app3'],
        unit: 'gunicorn',
        port: 8000,
        health: 'http://127.0.0.1:8000/health/',
        balancer: { host: 'lb1' },
        deploy: { path: '/srv/app/current', recentMs: 900_000 },
        database: expect.objectContaining({ label: 'postgres://probe@db1/orders' }),
        dependencies: [expect.objectContaining({ label: 'redis://cache1:6379' })],
        limits: { loadPerCore: 2, memory: 0.9, disk: 0.95, dbConnections: 0.9 },
      },
    })
  })

  it.each<[ServiceFlags, string]>([
    [{ host: ['app1', 'app2'] }, 'app1'],
    [{ host: ['local'], url: 'http://127.0.0.1:81/' }, '127.0.0.1'],
    [{ database: 'postgres://db1/x' }, 'db1'],
    [{ balancer: 'lb1' }, 'lb1'],
  ])('names %j after what it is about: %s', (flags, name) => {
    expect(serviceFromFlags(flags)).toMatchObject({ kind: 'ok', service: { name } })
  })

  it.each<[ServiceFlags, string]>([
    [{ host: ['x'], port: 'abc' }, '--port abc: expected 1–65535'],
    [{ host: ['x'], unit: '-x' }, '--unit -x: expected a systemd unit'],
    [{ host: ['app1', 'app[9-1]'] }, '--host app[9-1]: expected the lower number first'],
    [{ host: ['-oProxyCommand=id'] }, '--host -oProxyCommand=id: expected a host name'],
    [{ host: ['a', 'a'] }, '--host: Host a is listed twice: expected once'],
    [{ url: 'x' }, '--url x: expected a URL such as'],
    [{ balancer: '-b' }, '--balancer -b: expected a host name'],
    [{ host: ['x'], deploy: 'srv' }, '--deploy srv: expected an absolute path'],
    [{ dependency: ['tcp://a:1', 'mysql://u:pw@c'] }, '--dependency mysql://***@c: expected a URL such as'],
    [{ url: 'http://x/', unit: 'u' }, '--unit is looked at on hosts: expected --host as well'],
    [{}, 'Nothing to look at: expected --host or --url'],
  ])('refuses %j in the words of the command line', (flags, error) => {
    expect(serviceFromFlags(flags)).toEqual({ kind: 'invalid', errors: [expect.stringContaining(error)] })
  })
})
