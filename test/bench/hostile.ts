import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpus, loadavg } from 'node:os'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { serviceFromFlags } from '../../src/config/service-from-flags.ts'
import { createExecute } from '../../src/create-execute.ts'
import { checkService } from '../../src/run/check-service.ts'
import { createStatusServer } from '../../src/slack/create-status-server.ts'
import { createLocal } from '../../src/ssh/local.ts'
import { cpuMilliseconds } from '../support/cpu-milliseconds.ts'

/** `npm run bench:hostile`: how long the event loop is held, and `/healthz` waits, while a host and its endpoints send hostile text. */
const units =
  process.argv.length > 2
    ? process.argv.slice(2)
    : ['\u001b]', '\u001bP', '-----BEGIN PRIVATE KEY-----', 'authorization:', 'a:a@', '"', ' ', '<', 'e\u0301', 'x\n']
const targets = { heldMs: 50, healthzMs: 200 }

const part = (name: string): string => fileURLToPath(new URL(`hostile/${name}.ts`, import.meta.url))

function start(name: string, arg: string): ChildProcess {
  return spawn(process.execPath, [part(name), arg], { stdio: ['pipe', 'pipe', 'inherit'] })
}

async function firstLine(child: ChildProcess): Promise<string> {
  const [chunk] = child.stdout ? await once(child.stdout, 'data') : ['']
  return String(chunk).trim()
}

async function measure(unit: string): Promise<{ heldMs: number; healthzMs: number; tookMs: number }> {
  const peers = start('peers', unit)
  const ports = JSON.parse(await firstLine(peers)) as { http: number; redis: number; postgres: number }
  const status = await createStatusServer({ port: 0, isReady: () => true })
  const poll = start('poll', `http://127.0.0.1:${status.port}/healthz`)
  const url = `http://127.0.0.1:${ports.http}/`
  const described = serviceFromFlags({
    host: ['local'],
    url,
    health: url,
    unit: 'app',
    database: `postgres://u:p@127.0.0.1:${ports.postgres}/d`,
    dependency: [`redis://127.0.0.1:${ports.redis}`, url],
  })
  if (described.kind === 'invalid') throw new Error(described.errors.join())
  const local = createLocal({ shell: [process.execPath, part('shell'), unit] })
  const execute = createExecute({ ssh: local, local, hostAddress: () => undefined })
  const delay = monitorEventLoopDelay({ resolution: 1 })
  await new Promise((resolve) => setTimeout(resolve, 500))
  delay.enable()
  const from = performance.now()
  const { signal } = new AbortController()
  await checkService({ service: described.service, execute, signal, now: Date.now, timeoutMs: 15_000 })
  const tookMs = Math.round(performance.now() - from)
  delay.disable()
  poll.stdin?.write('stop\n')
  const healthzMs = Number(await firstLine(poll))
  peers.kill()
  status.close()
  return { heldMs: Math.round(delay.max / 1e6), healthzMs, tookMs }
}

await measure('warm up ')
const rows: string[] = []
let isMet = true
for (const unit of units) {
  const { heldMs, healthzMs, tookMs } = await measure(unit)
  isMet &&= heldMs <= targets.heldMs && healthzMs <= targets.healthzMs
  rows.push(`| \`${JSON.stringify(unit)}\` | ${heldMs} | ${healthzMs} | ${tookMs} |`)
}
const spinMs = cpuMilliseconds(() => Array.from({ length: 1e6 }, (_, index) => index).toSorted((a, b) => b - a))
const [load = 0] = loadavg()
process.stdout.write(`## Hostile text

\`npm run bench:hostile\` printed this: ${cpus().length} cores, load ${load.toFixed(1)}, Node ${process.versions.node}, a sort of a million numbers in ${Math.round(spinMs)} ms.
A host prints each shape up to its limits in every section; its endpoints answer with it: a header of 60 KB and a body of 1 MB,
an error of Redis of 60 KB, an error of PostgreSQL of 1 MB. Targets: the event loop held for at most ${targets.heldMs} ms, \`/healthz\` within
${targets.healthzMs} ms: ${isMet ? 'met' : '**missed**'}.

| repeated | event loop held, ms | longest \`/healthz\`, ms | check, ms |
|---|---|---|---|
${rows.join('\n')}
`)
process.exit(isMet ? 0 : 1)
