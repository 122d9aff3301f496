import { createServer } from 'node:http'
import { Pool } from 'pg'

/**
 * The demo's application: a real HTTP server on a real PostgreSQL and a real payment service. Started as its own
 * process: `node demo/shop.ts`, configured by the environment that `demo/main.ts` gives it.
 */
const port = Number(process.env['SHOP_PORT'])
const payments = new URL(process.env['SHOP_PAYMENTS'] ?? '')
const hasHealthBug = process.env['SHOP_HEALTH_BUG'] === '1'
const database = process.env['SHOP_DATABASE']
/** Absent where there is no PostgreSQL for the platform. */
const pool = database ? new Pool({ connectionString: database, max: 4, connectionTimeoutMillis: 1500 }) : undefined
pool?.on('error', (error) => console.error('shop: database connection lost:', error.message))

const server = createServer((request, response) => {
  const send = (status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(`${JSON.stringify(body)}\n`)
  }
  if (request.url === '/report') {
    blockEventLoop(120_000)
    return send(200, { report: 'done' })
  }
  const work = request.url === '/health/' ? health() : orders()
  work.then(
    (body) => send(200, body),
    (error: Error) => {
      console.error(`shop: ${request.url} failed:`, error.message)
      send(503, { error: error.message })
    },
  )
})
// A backlog of 16 is small on purpose: the demo can fill it.
server.listen({ port, host: '127.0.0.1', backlog: 16 }, () => console.log(`shop: listening on ${port}`))

async function orders(): Promise<unknown> {
  const { rows = [{ orders: 0 }] } = (await pool?.query('SELECT count(*)::int AS orders FROM orders')) ?? {}
  const answer = await fetch(payments, { signal: AbortSignal.timeout(1500) })
  return { ...rows[0], payments: answer.status }
}

async function health(): Promise<unknown> {
  if (hasHealthBug) throw new TypeError("Cannot read properties of undefined (reading 'version')")
  return orders()
}

/** The kind of endpoint that takes a whole Node server down: work that never yields. */
function blockEventLoop(forMs: number): void {
  const end = Date.now() + forMs
  while (Date.now() < end);
}
