import { describe, expect, it } from 'vitest'
import { buildDatabaseAsk } from './database.ts'
import { describeAsk } from './describe-ask.ts'
import type { Ask } from './execute.ts'
import { buildHttpAsk } from './http.ts'
import { buildPoolerAsk } from './pooler.ts'
import { buildRedisAsk } from './redis.ts'
import { buildTcpAsk } from './tcp.ts'

const secret = 'hunter2secret'
const endpoint = (url: string) => ({ kind: 'postgres', label: 'x', host: 'h', port: 1, url }) as const

describe('describeAsk()', () => {
  it.each<[Ask, string]>([
    [buildHttpAsk({ url: 'https://api.example.com/' }), 'curl -si https://api.example.com/'],
    [
      buildHttpAsk({
        url: 'http://127.0.0.1:8000/h',
        request: {
          method: 'POST',
          headers: [
            { name: 'Host', value: 'api.example.com', isSecret: false },
            { name: 'Authorization', value: 'Bearer hidden-token', isSecret: true },
          ],
        },
      }),
      "curl -si -X POST -H 'Host: api.example.com' -H 'Authorization: ***' http://127.0.0.1:8000/h",
    ],
    [
      buildHttpAsk({
        url: 'https://127.0.0.1:8443/h',
        request: {
          headers: [{ name: 'host', value: 'api.example.com', isSecret: false }],
          ca: '/etc/ssl/own ca.pem',
          cert: '/etc/ssl/probe.pem',
          key: '/etc/ssl/probe.key',
        },
      }),
      "curl -si --connect-to ::127.0.0.1:8443 --cacert '/etc/ssl/own ca.pem' --cert /etc/ssl/probe.pem --key /etc/ssl/probe.key https://api.example.com:8443/h",
    ],
    [
      buildHttpAsk({ url: 'http://x/h', request: { method: 'HEAD', socket: '/run/app.sock', protocol: 'h2c' } }),
      'curl -sI --http2-prior-knowledge --unix-socket /run/app.sock http://x/h',
    ],
    [buildHttpAsk({ url: 'http://a/?x=1&y=2', times: 5 }), "curl -si 'http://a/?x=1&y=2' (5 times)"],
    [buildTcpAsk({ host: 'mq1', port: 5672 }), 'nc -zv mq1 5672'],
    [
      { kind: 'unix', path: '/run/haproxy/admin.sock', send: 'show stat\n', timeoutMs: 1 },
      "echo 'show stat' | socat - /run/haproxy/admin.sock",
    ],
    [
      buildPoolerAsk(endpoint('postgres://probe:x@pg:6432/orders')),
      'psql postgres://probe@pg:6432/pgbouncer (SHOW POOLS, SHOW CONFIG, SHOW DATABASES)',
    ],
  ])('words %j as a person would type it', (ask, words) => {
    expect(describeAsk(ask)).toBe(words)
  })

  it.each<[string, Ask]>([
    ['an HTTP password', buildHttpAsk({ url: `https://user:${secret}@a/` })],
    ['a token in a query', buildHttpAsk({ url: `https://a/?access_token=${secret}` })],
    ['a database password', buildDatabaseAsk(endpoint(`postgres://u:${secret}@db/x`))],
    ['a database password in the query', buildDatabaseAsk(endpoint(`postgres://u@db/x?password=${secret}`))],
    ['a Redis password', buildRedisAsk(endpoint(`redis://:${secret}@cache`))],
    ['a password in what is no URL', buildDatabaseAsk(endpoint(`postgres://u:${secret}@db:port/x`))],
  ])('leaves out %s', (_what, ask) => {
    expect(describeAsk(ask)).not.toContain(secret)
  })
})
