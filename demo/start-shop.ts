import { type ChildProcess, spawn } from 'node:child_process'
import { lutimes, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import ssh2 from 'ssh2'
import { findPostgresBinaries, startPostgres } from '../test/support/postgres.ts'
import { startProxy } from './proxy.ts'
import { startSshServer } from './ssh-server.ts'

/** A running shop on loopback, and the handles that faults need. */
export interface Shop {
  /** What users hit: the proxy. */
  readonly url: string
  /** `services.yml` that describes it. */
  readonly configFile: string
  /** Undefined where there is no PostgreSQL for this platform. */
  readonly databaseUrl: string | undefined
  readonly applicationPort: number
  stopApplication(): void
  restartApplication(options: { hasHealthBug?: boolean }): Promise<void>
  stopPayments(): void
  onStop(action: () => unknown): void
  stop(): Promise<void>
}

/** What the shop goes without on this platform, in a sentence; undefined where nothing is missing. */
export function findMissing(): string | undefined {
  const found = findPostgresBinaries()
  return 'missing' in found ? `No PostgreSQL: ${found.missing}. The shop goes without a database` : undefined
}

/** Starts PostgreSQL, the payment service, the application, the proxy and the SSH server; everything on loopback. */
export async function startShop(): Promise<Shop> {
  const folder = await mkdtemp(join(tmpdir(), 'slash503-demo-'))
  const stops: (() => unknown)[] = [() => rm(folder, { recursive: true, force: true })]
  const stop = async (): Promise<void> => {
    for (const action of stops.toReversed()) await Promise.resolve(action()).catch(() => undefined)
  }
  try {
    return await build(folder, stops, stop)
  } catch (error) {
    await stop()
    throw error
  }
}

async function build(folder: string, stops: (() => unknown)[], stop: () => Promise<void>): Promise<Shop> {
  const database = findMissing() === undefined ? await startDatabase() : undefined
  if (database) stops.push(database.stop)
  const payments = await startPayments()
  stops.push(() => closeServer(payments.server))
  const applicationPort = await freePort()
  const start = (options: { hasHealthBug?: boolean }): Promise<ChildProcess> =>
    startApplication({ port: applicationPort, database: database?.shopUrl, payments: payments.url, ...options })
  let application = await start({})
  stops.push(() => application.kill('SIGKILL'))
  const proxy = await startProxy({ shopPort: applicationPort, healthPath: '/health/', checkEveryMs: 500 })
  stops.push(() => proxy.close())
  const configFile = await writeConfig(folder, stops, {
    proxyPort: proxy.port,
    applicationPort,
    payments: payments.url,
    database: database?.probeUrl,
  })
  return {
    url: `http://127.0.0.1:${proxy.port}/`,
    configFile,
    databaseUrl: database?.shopUrl,
    applicationPort,
    stopApplication: () => application.kill('SIGKILL'),
    restartApplication: async (options) => {
      await endProcess(application)
      application = await start(options)
    },
    stopPayments: () => closeServer(payments.server),
    onStop: (action) => stops.push(action),
    stop,
  }
}

async function startDatabase(): Promise<{ shopUrl: string; probeUrl: string; stop: () => Promise<void> }> {
  // PostgreSQL 16+ keeps `reserved_connections` for roles in pg_use_reserved_connections: the probe can still look when the shop cannot connect.
  const postgres = await startPostgres({
    max_connections: 20,
    superuser_reserved_connections: 3,
    reserved_connections: 3,
  })
  await untilReady(() => postgres.run('SELECT 1'))
  await postgres.run('CREATE ROLE shop LOGIN; CREATE ROLE probe LOGIN IN ROLE pg_monitor, pg_use_reserved_connections')
  await postgres.run('CREATE DATABASE shop OWNER shop')
  const owner = await postgres.connect('shop', 'shop')
  await owner.query('CREATE TABLE orders AS SELECT generate_series(1, 1000) AS id')
  await owner.end()
  return { shopUrl: postgres.url('shop', 'shop'), probeUrl: postgres.url('probe', 'shop'), stop: postgres.stop }
}

/** A server that has just started accepts connections before it takes any. */
async function untilReady(ask: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask()
    } catch (error) {
      if (attempt === 100) throw error
      await wait(100)
    }
  }
}

async function startPayments(): Promise<{ server: Server; url: string }> {
  const server = createServer((_request, response) => response.end('ok\n'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, url: `http://127.0.0.1:${(server.address() as { port: number }).port}/healthz` }
}

async function startApplication(options: {
  port: number
  database: string | undefined
  payments: string
  hasHealthBug?: boolean
}): Promise<ChildProcess> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('shop.ts', import.meta.url))], {
    env: {
      PATH: process.env['PATH'],
      SHOP_PORT: String(options.port),
      SHOP_DATABASE: options.database ?? '',
      SHOP_PAYMENTS: options.payments,
      SHOP_HEALTH_BUG: options.hasHealthBug ? '1' : '0',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => resolve())
    child.once('exit', (code) => reject(new Error(`The shop ended at once with status ${code}`)))
  })
  child.removeAllListeners('exit')
  return child
}

async function writeConfig(
  folder: string,
  stops: (() => unknown)[],
  at: { proxyPort: number; applicationPort: number; payments: string; database: string | undefined },
): Promise<string> {
  const key = ssh2.utils.generateKeyPairSync('ed25519')
  const ssh = await startSshServer({ authorizedKey: key.public })
  stops.push(() => ssh.close())
  await writeFile(join(folder, 'id_ed25519'), key.private, { mode: 0o600 })
  await writeFile(join(folder, 'known_hosts'), ssh.knownHostsLine)
  await mkdir(join(folder, 'releases', '1'), { recursive: true })
  await symlink(join(folder, 'releases', '1'), join(folder, 'current'))
  // The release is three days old: a link made just now would be a deployment just rolled out.
  const threeDaysAgo = Date.now() / 1000 - 3 * 86_400
  await lutimes(join(folder, 'current'), threeDaysAgo, threeDaysAgo)
  const file = join(folder, 'services.yml')
  await writeFile(
    file,
    `ssh:
  user: demo
  identity: ${join(folder, 'id_ed25519')}
  known_hosts: ${join(folder, 'known_hosts')}
  hosts:
    app1: { address: 127.0.0.1, port: ${ssh.port} }
services:
  shop:
    url: http://127.0.0.1:${at.proxyPort}/
    hosts: [app1]
    port: ${at.applicationPort}
    health: http://127.0.0.1:${at.applicationPort}/health/
    deploy: { path: ${join(folder, 'current')}, recent: 15m }
${at.database === undefined ? '' : `    database: ${at.database}\n`}    dependencies: [ "${at.payments}" ]
`,
  )
  return file
}

async function freePort(): Promise<number> {
  const server = createTcpServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

function closeServer(server: Server): void {
  server.closeAllConnections()
  server.close()
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await Promise.race([ended, wait(2000)])
}
