import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { pathToFileURL } from 'node:url'

/** Where a TCP connection goes: a port of this namespace's loopback, or a unix socket, which every namespace sees. */
export type Place = { readonly port: number } | { readonly path: string }

/** Hands every connection that arrives at one place on to the other, byte by byte. */
export async function relay(from: Place, to: Place): Promise<Server> {
  const open = (place: Place) => ('port' in place ? { ...place, host: '127.0.0.1' } : place)
  const server = createServer((arrived) => join(arrived, createConnection(open(to))))
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(open(from), resolve))
  return server
}

function join(arrived: Socket, onward: Socket): void {
  arrived.on('error', () => onward.destroy()).on('close', () => onward.destroy())
  onward.on('error', () => arrived.destroy()).on('close', () => arrived.destroy())
  arrived.pipe(onward).pipe(arrived)
}

/** As a program: `relay.ts <port> <unix socket>`; says `ready` and goes on until it is ended. */
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [port, path = ''] = process.argv.slice(2)
  await relay({ port: Number(port) }, { path })
  console.log('ready')
}
