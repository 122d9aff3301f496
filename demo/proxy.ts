import { createServer, request, type ServerResponse } from 'node:http'

/** A running reverse proxy in front of the shop. */
export interface DemoProxy {
  readonly port: number
  close(): void
}

const serviceUnavailable =
  '<!doctype html>\n<title>503 Service Unavailable</title>\n<h1>503 Service Unavailable</h1>\n<p>shop-proxy has no server for this request.</p>\n'

/**
 * A small real reverse proxy: passes every request to the shop, takes it out after a failed health check, and then
 * answers 503 itself, as HAProxy does.
 */
export async function startProxy(options: {
  shopPort: number
  healthPath: string
  checkEveryMs: number
}): Promise<DemoProxy> {
  let isShopUp = true
  const check = (): void => {
    const probe = request(
      { host: '127.0.0.1', port: options.shopPort, path: options.healthPath, timeout: 1000, agent: false },
      (answer) => {
        isShopUp = (answer.statusCode ?? 500) < 500
        answer.resume()
      },
    )
    probe.on('timeout', () => probe.destroy(new Error('timeout')))
    probe.on('error', () => {
      isShopUp = false
    })
    probe.end()
  }
  const timer = setInterval(check, options.checkEveryMs)
  const server = createServer((incoming, outgoing) => {
    if (!isShopUp) return refuse(outgoing)
    const passed = request(
      {
        host: '127.0.0.1',
        port: options.shopPort,
        path: incoming.url,
        method: incoming.method,
        headers: incoming.headers,
        timeout: 3000,
        agent: false,
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      },
    )
    passed.on('timeout', () => passed.destroy(new Error('timeout')))
    passed.on('error', () => refuse(outgoing))
    incoming.pipe(passed)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    port,
    close: () => {
      clearInterval(timer)
      server.closeAllConnections()
      server.close()
    },
  }
}

function refuse(outgoing: ServerResponse): void {
  if (outgoing.headersSent) return void outgoing.destroy()
  outgoing.writeHead(503, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    server: 'shop-proxy',
  })
  outgoing.end(serviceUnavailable)
}
