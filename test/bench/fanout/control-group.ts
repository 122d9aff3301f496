import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** A control group of version 2: counts the CPU of everything started in it, also of what left its parent, and ends it all. */
export interface ControlGroup {
  readonly path: string
  spawn(command: readonly string[], options?: SpawnOptions): ChildProcess
  /** Starts a server, which keeps nobody waiting for its end; what it complains of goes to stderr. */
  serve(command: readonly string[]): void
  /** CPU used so far by processes that live or have ended, in milliseconds. */
  cpuMs(): number
  pids(): readonly number[]
  /** Kills what is left in it and waits until it is gone. */
  empty(): Promise<void>
  remove(): Promise<void>
}

/** Makes a control group below the root of version 2's hierarchy, wherever that is mounted; needs root. */
export function createControlGroup(name: string): ControlGroup {
  const path = `${mountPoint()}/${name}`
  mkdirSync(path, { recursive: true })
  const read = (file: string): string => readFileSync(`${path}/${file}`, 'utf8')
  const pids = (): readonly number[] => read('cgroup.procs').split('\n').filter(Boolean).map(Number)
  const empty = async (): Promise<void> => {
    for (let attempt = 0; pids().length > 0; attempt++) {
      if (attempt > 500) throw new Error(`Cannot end the processes of ${path}`)
      writeFileSync(`${path}/cgroup.kill`, '1')
      await sleep(10)
    }
  }
  // A shell moves itself into the group before it becomes the command: nothing of it is counted elsewhere.
  const start = (command: readonly string[], options: SpawnOptions): ChildProcess =>
    spawn('/bin/sh', ['-c', `echo 0 >${path}/cgroup.procs; exec "$@"`, 'sh', ...command], options)
  return {
    path,
    pids,
    empty,
    spawn: (command, options = {}) => start(command, options),
    serve: (command) => start(command, { stdio: ['ignore', 'ignore', 'inherit'] }).unref(),
    cpuMs: () => Number(/usage_usec (\d+)/.exec(read('cpu.stat'))?.[1]) / 1000,
    async remove() {
      if (!existsSync(path)) return
      await empty()
      // The kernel lets go of a group a moment after its last process.
      for (let attempt = 0; attempt < 50; attempt++) {
        try {
          return rmdirSync(path)
        } catch {
          await sleep(20)
        }
      }
    },
  }
}

function mountPoint(): string {
  const line = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .find((mount) => mount.split(' ')[2] === 'cgroup2')
  const point = line?.split(' ')[1]
  if (point === undefined) throw new Error('Cannot count CPU: control groups version 2 are not mounted')
  return point
}
