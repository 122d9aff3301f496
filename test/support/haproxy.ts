import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureProgram } from './ensure-program.ts'
import { createFolder, freePort, type Running, removeFolder, start, stop, untilAccepts } from './processes.ts'

/** A real HAProxy of the system's package with one frontend, and admin sockets of two levels. */
export interface HaProxy {
  readonly port: number
  readonly adminSocket: string
  readonly userSocket: string
  readonly running: Running
  readonly stop: () => Promise<void>
}

/** `servers` are the lines of backend `app`. */
export async function startHaProxy(servers: readonly string[]): Promise<HaProxy> {
  const program = ensureProgram('/usr/sbin/haproxy', 'haproxy')
  const folder = createFolder('haproxy')
  const port = await freePort()
  const [adminSocket, userSocket] = [join(folder, 'admin.sock'), join(folder, 'user.sock')]
  const lines = [
    'global',
    `  stats socket ${adminSocket} mode 600 level admin`,
    `  stats socket ${userSocket} mode 600 level user`,
    'defaults',
    '  mode http',
    '  timeout connect 1s',
    '  timeout client 5s',
    '  timeout server 5s',
    'frontend public',
    `  bind 127.0.0.1:${port}`,
    '  default_backend app',
    'backend app',
    '  option httpchk GET /health',
    '  default-server inter 200ms fall 1 rise 1',
    ...servers.map((server) => `  server ${server}`),
  ]
  const file = join(folder, 'haproxy.cfg')
  writeFileSync(file, `${lines.join('\n')}\n`)
  const running = start(program, ['-db', '-f', file])
  await untilAccepts(running, { path: adminSocket })
  const finish = async () => {
    await stop(running, 'SIGKILL')
    removeFolder(folder)
  }
  return { port, adminSocket, userSocket, running, stop: finish }
}
