import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureProgram } from './ensure-program.ts'
import { createFolder, freePort, type Running, removeFolder, start, stop, untilAccepts } from './processes.ts'

/** A real pgbouncer of the system's package, before a PostgreSQL on loopback. */
export interface PgBouncer {
  readonly port: number
  readonly running: Running
  readonly url: (user: string, database?: string) => string
  readonly stop: () => Promise<void>
}

/** `settings` are lines of `[pgbouncer]`; every user may enter, `postgres` administers, `probe` sees statistics. */
export async function startPgBouncer(
  postgresPort: number,
  settings: Readonly<Record<string, string | number>> = {},
): Promise<PgBouncer> {
  const program = ensureProgram('/usr/sbin/pgbouncer', 'pgbouncer')
  const folder = createFolder('pgbouncer')
  const port = await freePort()
  const users = join(folder, 'users.txt')
  writeFileSync(users, ['postgres', 'probe', 'app', 'outsider'].map((user) => `"${user}" ""\n`).join(''))
  const all = {
    listen_addr: '127.0.0.1',
    listen_port: port,
    unix_socket_dir: '',
    auth_type: 'trust',
    auth_file: users,
    admin_users: 'postgres',
    stats_users: 'probe',
    pool_mode: 'transaction',
    ...settings,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}\n`)
  const file = join(folder, 'pgbouncer.ini')
  writeFileSync(file, `[databases]\n* = host=127.0.0.1 port=${postgresPort}\n[pgbouncer]\n${lines.join('')}`)
  const running = start(program, [file])
  await untilAccepts(running, { port })
  const finish = async () => {
    await stop(running, 'SIGKILL')
    removeFolder(folder)
  }
  return {
    port,
    running,
    url: (user, database = 'postgres') => `postgres://${user}@127.0.0.1:${port}/${database}`,
    stop: finish,
  }
}
