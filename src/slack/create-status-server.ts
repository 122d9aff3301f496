import { createServer } from 'node:http'

export interface StatusServer {
  readonly port: number
  close(): void
}

/** Answers `/healthz` while the process lives and `/readyz` once `isReady()`; 404 for all else. Port 0 picks a free one. */
export async function createStatusServer(options: { port: number; isReady: () => boolean }): Promise<StatusServer> {
  const server = createServer((request, response) => {
    const [status, body] = answer(request.url ?? '/', options.isReady())
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
    response.end(`${body}\n`)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, () => resolve())
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

function answer(path: string, isReady: boolean): readonly [number, string] {
  if (path === '/healthz') return [200, 'alive']
  if (path === '/readyz') return isReady ? [200, 'ready'] : [503, 'not connected to Slack']
  return [404, 'not found']
}
