import { expect, it } from 'vitest'
import { serviceOf } from '../../test/support/readings.ts'
import type { HttpRequest } from '../service/service.ts'
import { maskSecrets, secretsOf, withoutSecrets } from './mask-secrets.ts'

const basic = Buffer.from('probe:hidden-password').toString('base64')
const secret = (name: string, value: string) => ({ name, value, isSecret: true })
const request = (...headers: NonNullable<HttpRequest['headers']>): HttpRequest => ({ headers })
const pay = { kind: 'http', label: 'https://pay/', host: 'pay', port: 443, url: 'https://pay/' } as const

const service = serviceOf({
  requests: {
    url: request(secret('Authorization', `Basic ${basic}`), { name: 'Host', value: 'shop.example', isSecret: false }),
    health: request(secret('Authorization', 'Bearer hidden-token'), secret('X-Forwarded-Host', 'shop.example')),
  },
  dependencies: [{ ...pay, request: request(secret('Cookie', 'session=hidden-cookie; theme=dark')) }],
})

it.each([
  ['a token that is said back', 'you sent "hidden-token"', 'you sent "***"'],
  ['a whole value', `Basic ${basic}`, '***'],
  ['what Basic hides', 'probe:hidden-password, or hidden-password alone', '***, or *** alone'],
  ['a cookie', 'session is hidden-cookie', 'session is ***'],
  ['an address of its own, wherever it came from', 'Host: shop.example', 'Host: shop.example'],
  ['short words, which stand for other things', 'a dark theme', 'a dark theme'],
])('secretsOf() masks in headers: %s', (_what, text, masked) => {
  expect(maskSecrets(text, secretsOf(service))).toBe(masked)
})

it('withoutSecrets() keeps what is asked, and no secret of a header', () => {
  const kept = withoutSecrets(service)
  expect(JSON.stringify(kept)).not.toMatch(/hidden|cHJvYmU6/)
  expect(kept.requests?.url?.headers).toEqual([
    { name: 'Authorization', value: '***', isSecret: true },
    { name: 'Host', value: 'shop.example', isSecret: false },
  ])
  expect(kept.dependencies[0]?.request?.headers).toEqual([{ name: 'Cookie', value: '***', isSecret: true }])
})
