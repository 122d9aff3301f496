import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseEndpoint, parseWebUrl } from './parse-endpoint.ts'

describe('parseEndpoint()', () => {
  it.each([
    ['postgres://probe:pw@db1/orders', 'postgres', 'postgres://probe@db1/orders', 'db1', 5432],
    ['postgresql://db1:6432/orders', 'postgres', 'postgresql://db1:6432/orders', 'db1', 6432],
    ['postgres://u:a@b@db1/x?sslmode=require', 'postgres', 'postgres://u@db1/x?sslmode=require', 'db1', 5432],
    ['redis://cache1', 'redis', 'redis://cache1', 'cache1', 6379],
    ['rediss://:pw@cache1:6380/2', 'redis', 'rediss://cache1:6380/2', 'cache1', 6380],
    ['redis://pasted-token@cache1', 'redis', 'redis://cache1', 'cache1', 6379],
    ['https://pay.example.com/healthz', 'http', 'https://pay.example.com/healthz', 'pay.example.com', 443],
    ['http://token@pay/x?api_key=1&a=b', 'http', 'http://pay/x?api_key=***&a=b', 'pay', 80],
    ['tcp://mq1:5672', 'tcp', 'tcp://mq1:5672', 'mq1', 5672],
    ['tcp://[::1]:5672', 'tcp', 'tcp://[::1]:5672', '::1', 5672],
  ])('reads %s', (text, kind, label, host, port) => {
    expect(parseEndpoint(text)).toEqual({
      kind: 'right',
      value: { kind, label, host, port, url: expect.stringContaining(host) },
    })
  })

  it.each([
    ['', 'a URL such as'],
    ['db1:5432', 'a URL such as'],
    ['mysql://db1/x', 'a URL such as'],
    ['file:///etc/passwd', 'a URL such as'],
    ['postgres:///orders', 'a URL with a host'],
    ['postgres://-oX/orders', 'a URL with a host'],
    ['postgres://u:12/w@db1/orders', '%2F'],
    ['postgres://u:p/w@db1/orders', '%2F'],
    ['postgres://u:1#w@db1/orders', '%2F'],
    ['postgres://db1/x?host=evil', 'no parameters after "?" but sslmode'],
    ['postgres://db1/x?options=-c%20default_transaction_read_only%3Doff', 'no parameters after "?" but sslmode'],
    ['redis://h?path=/run/x.sock', 'no parameters after "?"'],
    ['tcp://mq1', 'a URL with a port'],
    ['tcp://mq1:0', 'a URL with a port'],
    ['tcp://mq1:99999', 'a URL such as'],
    ['tcp://mq1:5672/x', 'tcp://host:port alone'],
    ['tcp://u:p@mq1:5672', 'tcp://host:port alone'],
    ['http://a b/', 'a URL such as'],
    ['http://a\n/', 'a URL such as'],
  ])('refuses %j', (text, expected) => {
    expect(parseEndpoint(text)).toEqual({ kind: 'wrong', expected: expect.stringContaining(expected) })
  })

  it('shows the password neither in the label nor in what it expected', () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9@!$&'()*+,;=:%/?# -]{6,20}$/).map((text) => `S3cr3t${text}`)
    const scheme = fc.constantFrom('postgres', 'redis', 'http', 'tcp', 'nonsense')
    fc.assert(
      fc.property(scheme, secret, (name, password) => {
        const parsed = parseEndpoint(`${name}://probe:${password}@db1:9/x`)
        expect(parsed.kind === 'right' ? parsed.value.label : parsed.expected).not.toContain('S3cr3t')
      }),
    )
  })
})

describe('parseWebUrl()', () => {
  it.each(['https://api.example.com/', 'http://127.0.0.1:8000/health/?deep=1', 'http://[::1]:80/'])(
    'takes %s',
    (text) => {
      expect(parseWebUrl(text)).toEqual({ kind: 'right', value: text })
    },
  )

  it.each(['ftp://x/', 'api.example.com', 'https://u:p@x/', 'https://', 'redis://x'])('refuses %s', (text) => {
    expect(parseWebUrl(text).kind).toBe('wrong')
  })
})
