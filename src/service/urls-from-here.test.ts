import { expect, it } from 'vitest'
import { urlsFromHere } from './urls-from-here.ts'

const url = 'http://127.1/'
const health = 'http://localhost:8000/health/'
const dependencies = [
  { kind: 'http', url: 'https://pay.example/', name: 'pay', host: 'pay.example', port: 443 },
] as never

it.each([
  ['of remote hosts, all but their loopback', ['app1'], [url, 'https://pay.example/']],
  ['of this machine', ['local'], [url, health, 'https://pay.example/']],
])('urlsFromHere() %s', (_, hosts, urls) => {
  expect(urlsFromHere({ url, health, hosts, dependencies })).toEqual(urls)
})
