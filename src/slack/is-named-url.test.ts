import { expect, it } from 'vitest'
import { isNamedUrl } from './is-named-url.ts'

const named = ['https://api.example.com/', 'http://127.0.0.1:8000/health/']

it.each([
  ['https://api.example.com/orders?x=1', true],
  ['https://API.example.com:443/', true],
  ['http://127.0.0.1:8000/', true],
  ['http://api.example.com/', false],
  ['https://api.example.com:8443/', false],
  ['https://api.example.com.evil.example/', false],
  ['https://api.example.com@evil.example/', false],
  ['https://user:pw@api.example.com/', false],
  ['http://169.254.169.254/latest/meta-data', false],
  ['http://127.0.0.1:8001/', false],
  ['file:///etc/passwd', false],
  ['not a url', false],
])('isNamedUrl() of %s is %s', (url, isNamed) => {
  expect(isNamedUrl(url, named)).toBe(isNamed)
})
