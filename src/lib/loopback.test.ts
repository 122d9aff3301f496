import { expect, it } from 'vitest'
import { hostOf, isIpAddress, isLoopback, isLoopbackUrl, isWildcard } from './loopback.ts'

const loopback = [
  'localhost',
  'LOCALHOST.',
  'app.localhost',
  'a.b.localhost',
  'localhost.localdomain',
  'localhost6.localdomain6',
  'ip6-loopback',
  '127.0.0.1',
  '127.255.1.254',
  '127.0.0.53%lo',
  '127.1',
  '127.0.1',
  '2130706433',
  '0x7f000001',
  '0x7F.1',
  '0177.0.0.1',
  '017700000001',
  '::1',
  '[::1]',
  '0:0:0:0:0:0:0:1',
  '::ffff:127.0.0.1',
  '[::ffff:7f00:1]',
  '0:0:0:0:0:ffff:127.9.9.9',
]
const wildcards = ['0.0.0.0', '0', '0x0', '::', '[::]', '0:0:0:0:0:0:0:0', '::ffff:0.0.0.0', '*']
const others = [
  'app1',
  'db1',
  '',
  'localhost.example',
  'my-localhost',
  '.localhost',
  'localhost/x',
  'me@localhost',
  'unix:/run/app.sock',
  '127.0.0.1.example.com',
  '10.127.0.0.1',
  '1127.0.0.1',
  '128.0.0.1',
  '2147483648',
  '::2',
  'fe80::1',
  '7f00:1::',
  '::ffff:10.0.0.1',
]

it.each([
  ...loopback.map((host) => [host, true, false] as const),
  ...wildcards.map((host) => [host, true, true] as const),
  ...others.map((host) => [host, false, false] as const),
])('isLoopback() and isWildcard() of %j are %s and %s', (host, toItself, wildcard) => {
  expect([isLoopback(host), isWildcard(host)]).toEqual([toItself, wildcard])
})

it.each([
  ['10.0.0.1', true],
  ['127.1', true],
  ['167772161', true],
  ['fe80::1', true],
  ['[::1]', true],
  ['127.0.0.1.example', false],
  ['10.127.0.0.1', false],
  ['app1', false],
  ['', false],
])('isIpAddress() of %j is %s', (host, isAddress) => {
  expect(isIpAddress(host)).toBe(isAddress)
})

it.each([
  ['http://127.0.0.1:8000/health', '127.0.0.1', true],
  ['https://[::1]/', '[::1]', true],
  ['http://localhost', 'localhost', true],
  ['http://0.0.0.0:8000/', '0.0.0.0', true],
  ['http://[::]:8000/', '[::]', true],
  ['http://127.1/', '127.0.0.1', true],
  ['http://[::ffff:127.0.0.1]/', '[::ffff:7f00:1]', true],
  ['http://shop.example/localhost', 'shop.example', false],
  ['localhost/health', undefined, false],
  ['', undefined, false],
])('hostOf() and isLoopbackUrl() of %j', (url, host, toItself) => {
  expect([hostOf(url), isLoopbackUrl(url)]).toEqual([host, toItself])
})
