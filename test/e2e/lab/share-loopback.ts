import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { relay } from './relay.ts'

/**
 * One port of this machine's loopback at the same address inside a network namespace. A unix socket carries it, so the
 * namespace gets no route out and whoever is in it reaches nothing else here.
 */
export async function shareLoopback(port: number, namespace: string): Promise<{ stop(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'slash503-relay-'))
  const path = join(directory, 'socket')
  const here = await relay({ path }, { port })
  const program = fileURLToPath(new URL('./relay.ts', import.meta.url))
  const there = spawn('ip', ['netns', 'exec', namespace, process.execPath, program, String(port), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(there, 'exit').then(([code]) => `the relay in ${namespace} ended with ${code}`)
  const word = await Promise.race([once(there.stdout, 'data').then(() => 'ready'), ended])
  if (word !== 'ready') throw new Error(word)
  return {
    stop: async () => {
      there.kill('SIGTERM')
      await ended
      here.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
