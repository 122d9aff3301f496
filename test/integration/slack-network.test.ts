import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createSlackNetwork } from '../../src/slack/create-slack-network.ts'
import { type ConnectProxy, startConnectProxy } from '../support/connect-proxy.ts'

describe('createSlackNetwork()', () => {
  const server: Server = createServer((_request, response) => response.end('hello'))
  let port = 0
  const proxies: ConnectProxy[] = []
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  })
  afterEach(async () => {
    for (const proxy of proxies.splice(0)) await proxy.stop()
  })
  afterAll(() => void server.close())

  const ask = async (envOf: (url: string) => Record<string, string>, password?: string): Promise<string> => {
    const proxy = await startConnectProxy(password === undefined ? {} : { password })
    proxies.push(proxy)
    const network = createSlackNetwork(envOf(proxy.url))
    const answer = await network.fetch(`http://127.0.0.1:${port}/`).then(
      (response) => response.text(),
      (error: Error) => `failed: ${String((error.cause as Error | undefined)?.message)}`,
    )
    await network.close()
    return `${answer}, ${proxy.asked.length === 0 ? 'directly' : 'by the proxy'}`
  }

  it.each<[string, (url: string) => Record<string, string>, string]>([
    ['HTTP_PROXY', (url) => ({ HTTP_PROXY: url }), 'hello, by the proxy'],
    ['http_proxy', (url) => ({ http_proxy: url }), 'hello, by the proxy'],
    [
      'http_proxy before HTTP_PROXY',
      (url) => ({ http_proxy: url, HTTP_PROXY: 'http://127.0.0.1:1' }),
      'hello, by the proxy',
    ],
    ['NO_PROXY', (url) => ({ HTTP_PROXY: url, NO_PROXY: 'localhost,127.0.0.1' }), 'hello, directly'],
    ['no_proxy', (url) => ({ HTTP_PROXY: url, no_proxy: '*' }), 'hello, directly'],
    ['NO_PROXY of another host', (url) => ({ HTTP_PROXY: url, NO_PROXY: '.example.com' }), 'hello, by the proxy'],
    ['HTTPS_PROXY, which is not for http', (url) => ({ HTTPS_PROXY: url }), 'hello, directly'],
    ['nothing', () => ({}), 'hello, directly'],
  ])('follows %s', async (_, envOf, outcome) => {
    expect(await ask(envOf)).toBe(outcome)
  })

  it.each([
    ['with its password', 'http://bot:p%40ss@', 'hello, by the proxy'],
    ['without', 'http://', 'failed: '],
  ])('goes through a proxy that wants a password, %s', async (_, start, outcome) => {
    const envOf = (url: string): Record<string, string> => ({ HTTP_PROXY: url.replace('http://', start) })
    expect(await ask(envOf, 'p@ss')).toContain(outcome)
  })
})
