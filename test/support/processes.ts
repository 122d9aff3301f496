import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** The account `nobody`: servers that refuse to be root run as it. */
const nobody = 65534
export const isRoot = process.getuid?.() === 0
export const asNobody = isRoot ? { uid: nobody, gid: nobody } : {}

/** A folder of its own below the system's temporary one, owned by whom `asNobody` names. Its path is short enough for sockets. */
export function createFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), `${prefix}-`))
  if (isRoot) chownSync(folder, nobody, nobody)
  return folder
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

/** A TCP port of loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

/** A program started for a test; its output is kept for when it does not come up. */
export function start(program: string, args: readonly string[], options: object = {}): Running {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...asNobody, ...options })
  const running: Running = { child, output: '' }
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      running.output = (running.output + chunk.toString()).slice(-20_000)
    })
  }
  return running
}

export interface Running {
  readonly child: ChildProcess
  output: string
}

/** Ends the program with `signal` and waits until it is gone; a stopped one is let run first, a stubborn one killed. */
export async function stop({ child }: Running, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGCONT')
  child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000)
  await exited
  clearTimeout(timer)
}

/** Waits until the port or socket accepts; throws with the program's output when it ended or took over 20 s. */
export async function untilAccepts(running: Running, target: { port: number } | { path: string }): Promise<void> {
  const endsAt = Date.now() + 20_000
  while (!(await accepts(target))) {
    if (running.child.exitCode !== null || Date.now() > endsAt) throw new Error(`did not start: ${running.output}`)
    await sleep(20)
  }
}

/** Waits until the program's output matches; throws with it when the program ended or took over 20 s. */
export async function untilSays(running: Running, pattern: RegExp): Promise<void> {
  const endsAt = Date.now() + 20_000
  while (!pattern.test(running.output)) {
    if (running.child.exitCode !== null || Date.now() > endsAt) throw new Error(`did not start: ${running.output}`)
    await sleep(10)
  }
}

function accepts(target: { port: number } | { path: string }): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect('port' in target ? { ...target, host: '127.0.0.1' } : target)
  socket.once('connect', () => resolve(true))
  socket.once('error', () => resolve(false))
  return promise.finally(() => socket.destroy())
}
