import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** A server on loopback that does to each connection what it is told; it knows which are still open. */
export interface Peer {
  readonly port: number
  readonly open: ReadonlySet<Socket>
  /** Connections accepted so far. */
  readonly accepted: () => number
  readonly stop: () => Promise<void>
}

export async function startPeer(behave: (socket: Socket) => void): Promise<Peer> {
  const open = new Set<Socket>()
  let accepted = 0
  const server: Server = createServer((socket) => {
    accepted += 1
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    socket.on('error', () => {})
    behave(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const stop = async () => {
    for (const socket of open) socket.destroy()
    server.close()
    await once(server, 'close')
  }
  return { port: typeof address === 'object' && address ? address.port : 0, open, accepted: () => accepted, stop }
}

/** How peers in trouble behave. */
export const behaviours = {
  silent: (socket: Socket) => {
    socket.resume()
  },
  hangsUp: (socket: Socket) => {
    socket.resume()
    socket.end()
  },
  resets: (socket: Socket) => {
    socket.once('data', () => socket.resetAndDestroy())
  },
  speaksSsh: (socket: Socket) => {
    socket.write('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n')
  },
  speaksHttp: (socket: Socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'))
  },
  floods: (socket: Socket) => {
    const chunk = Buffer.alloc(64 * 1024, 'x')
    const pour = () => {
      while (!socket.destroyed && socket.write(chunk));
    }
    socket.on('drain', pour)
    pour()
  },
} as const satisfies Record<string, (socket: Socket) => void>

/** Whatever a raw text answers to the first bytes that come; the connection is then closed. */
export function answers(text: string): (socket: Socket) => void {
  return (socket) => {
    socket.once('data', () => socket.end(Buffer.from(text, 'latin1')))
  }
}

/** A port whose backlog is full: connections to it hang in SYN. Linux: a backlog of 0 still takes one. */
export async function startFullBacklog(): Promise<{ readonly port: number; readonly stop: () => void }> {
  const { spawn } = await import('node:child_process')
  const script =
    'import socket,sys,time\ns=socket.socket();s.bind(("127.0.0.1",0));s.listen(0);print(s.getsockname()[1],flush=True);time.sleep(60)'
  const child = spawn('python3', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const port = Number(line.toString())
  const fillers = Array.from({ length: 3 }, () => connect(port, '127.0.0.1').on('error', () => {}))
  await new Promise((resolve) => setTimeout(resolve, 100))
  const stop = () => {
    for (const filler of fillers) filler.destroy()
    child.kill('SIGKILL')
  }
  return { port, stop }
}
