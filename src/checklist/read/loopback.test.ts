import { expect, it } from 'vitest'
import { hostOf, isIpAddress, isLoopback, isLoopbackUrl } from './loopback.ts'

const hosts: readonly (readonly [host: string, isLoopback: boolean, isAddress: boolean])[] = [
  ['localhost', true, false],
  ['LOCALHOST', true, false],
  ['localhost.example', false, false],
  ['localhost.', true, false],
  ['app.localhost', true, false],
  ['localhost.localdomain', true, false],
  ['[::ffff:7f00:1]', true, true],
  ['::ffff:127.0.0.1', true, true],
  ['7f00:1::', false, true],
  ['0.0.0.0', false, true],
  ['my-localhost', false, false],
  ['127.0.0.1', true, true],
  ['127.255.1.254', true, true],
  ['128.0.0.1', false, true],
  ['127.0.0.1.example', false, false],
  ['10.127.0.0.1', false, false],
  ['::1', true, true],
  ['[::1]', true, true],
  ['fe80::1', false, true],
  ['app1', false, false],
  ['', false, false],
]

it.each(hosts)('isLoopback() and isIpAddress() of %s', (host, loopback, address) => {
  expect([isLoopback(host), isIpAddress(host)]).toEqual([loopback, address])
})

const urls: readonly (readonly [url: string, host: string | undefined, isLoopback: boolean])[] = [
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
]

it.each(urls)('hostOf() and isLoopbackUrl() of %s', (url, host, loopback) => {
  expect([hostOf(url), isLoopbackUrl(url)]).toEqual([host, loopback])
})
