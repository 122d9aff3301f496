import { join } from 'node:path'
import { ensureProgram } from './ensure-program.ts'
import { createFolder, freePort, type Running, removeFolder, start, stop, untilAccepts } from './processes.ts'

/** A real Redis of the system's package, on a TCP port of loopback and on a unix socket, with a folder of its own. */
export interface RealRedis {
  readonly port: number
  readonly socket: string
  readonly folder: string
  readonly running: Running
  readonly url: (password?: string) => string
  readonly stop: () => Promise<void>
}

/** `settings` are command line options without their dashes, a list for one with several values: `{ maxclients: 2 }`. */
export async function startRedis(
  settings: Readonly<Record<string, string | number | readonly string[]>> = {},
): Promise<RealRedis> {
  const program = ensureProgram('/usr/bin/redis-server', 'redis-server')
  const folder = createFolder('redis')
  const port = await freePort()
  const socket = join(folder, 'redis.sock')
  const all = { port, bind: '127.0.0.1', unixsocket: socket, dir: folder, save: '', appendonly: 'no', ...settings }
  const args = Object.entries(all).flatMap(([name, value]) => [`--${name}`, ...[value].flat().map(String)])
  const running = start(program, args)
  await untilAccepts(running, { port })
  const url = (password?: string) => `redis://${password === undefined ? '' : `:${password}@`}127.0.0.1:${port}`
  const finish = async () => {
    await stop(running, 'SIGKILL')
    removeFolder(folder)
  }
  return { port, socket, folder, running, url, stop: finish }
}
