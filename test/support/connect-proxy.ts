import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

/** A little HTTP proxy on loopback that knows CONNECT and nothing else; every name leads to loopback. */
export interface ConnectProxy {
  readonly url: string
  /** `host:port` of each tunnel that was asked for, in order. */
  readonly asked: readonly string[]
  stop(): Promise<void>
}

/** With `password`, only who sends it (of any user) is let through. */
export async function startConnectProxy(options: { password?: string } = {}): Promise<ConnectProxy> {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const server: Server = createServer((_request, response) => response.writeHead(405).end())
  server.on('connection', (socket) => void sockets.add(socket).size)
  server.on('connect', (request, socket: Socket, head) => {
    socket.on('error', () => socket.destroy())
    const sent = (request.headers['proxy-authorization'] ?? '').replace(/^Basic /, '')
    const password = Buffer.from(sent, 'base64').toString().split(':')[1]
    if (password !== options.password) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
      return
    }
    asked.push(request.url ?? '')
    const target = connect(Number((request.url ?? '').split(':').at(-1)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      target.write(head)
      target.pipe(socket).pipe(target)
    })
    sockets.add(target)
    target.on('error', () => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    stop: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
