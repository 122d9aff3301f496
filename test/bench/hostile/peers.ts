import { createServer as createHttpServer } from 'node:http'
import { createServer, type Server } from 'node:net'

/** Servers in a process of their own that answer everything with the unit given, repeated; prints their ports as JSON. */
const unit = process.argv[2] ?? 'x'
const fill = (size: number): string => unit.repeat(Math.ceil(size / unit.length)).slice(0, size)
const header = fill(60_000).replaceAll(/[\r\n]/g, ' ')

/** PostgreSQL manual, 53.7: an ErrorResponse of severity, SQLSTATE and message. */
function postgresError(): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C53300\0M${fill(1_000_000)}\0\0`)
  const head = Buffer.alloc(5)
  head.write('E')
  head.writeInt32BE(fields.length + 4, 1)
  return Buffer.concat([head, fields])
}

const http = createHttpServer((_, response) => {
  response.shouldKeepAlive = false
  const head = `HTTP/1.1 503 x\r\nServer: ${header}\r\nConnection: close\r\n\r\n`
  response.socket?.end(Buffer.concat([Buffer.from(head), Buffer.from(fill(1_000_000))]))
})
const redis = createServer((socket) =>
  socket.on('data', () => socket.end(`-${fill(60_000).replaceAll(/[\r\n]/g, ' ')}\r\n`)),
)
const postgres = createServer((socket) => {
  // The first message asks for TLS, which is refused; the second one logs in.
  socket.once('data', () => {
    socket.write('N')
    socket.once('data', () => socket.end(postgresError()))
  })
})

async function listen(server: Server): Promise<number> {
  server.on('connection', (socket) => socket.on('error', () => undefined))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

const ports = { http: await listen(http), redis: await listen(redis), postgres: await listen(postgres) }
process.stdout.write(`${JSON.stringify(ports)}\n`)
