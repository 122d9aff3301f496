import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { CustomRoute } from '@slack/bolt'
import { answerStatus, statusHeaders, statusPaths } from './answer-status.ts'

export interface StatusServer {
  readonly port: number
  close(): void
}

export interface StatusOptions {
  readonly isReady: () => boolean
}

/** Serves `answerStatus` where nothing else listens (Socket Mode). Port 0 picks a free one. */
export async function createStatusServer({ port, isReady }: StatusOptions & { port: number }): Promise<StatusServer> {
  const server = createServer((request, response) => answer(request, response, isReady()))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, () => resolve())
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** The same as routes beside Bolt's own (HTTP). */
export function createStatusRoutes({ isReady }: StatusOptions): CustomRoute[] {
  return statusPaths.map((path) => ({
    path,
    method: 'GET',
    handler: (request, response) => answer(request, response, isReady()),
  }))
}

function answer(request: IncomingMessage, response: ServerResponse, isReady: boolean): void {
  const { status, body } = answerStatus(request.url ?? '/', isReady)
  response.writeHead(status, statusHeaders).end(body)
}
