import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src/report/report.ts'
import { createCertificate } from '../support/certificate.ts'

/** The command as users start it, with a services.yml whose health page wants something. */
const bin = join(import.meta.dirname, '../../bin/503.js')
const folder = mkdtempSync(join(tmpdir(), '503-wants-'))
const token = 'token-that-nobody-may-see'
const own = createCertificate('127.0.0.1')
const servers: Server[] = []

async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, ...env },
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => (out += String(chunk)))
  child.stderr.on('data', (chunk) => (err += String(chunk)))
  child.stdin.end('')
  const [exit] = (await once(child, 'close')) as [number | null]
  return { exit, out, err }
}

async function listen(server: Server, at: number | string = 0): Promise<number> {
  if (typeof at === 'string') server.listen(at)
  else server.listen(at, '127.0.0.1')
  await once(server, 'listening')
  servers.push(server)
  const address = server.address() as AddressInfo | string
  return typeof address === 'string' ? 0 : address.port
}

/** Serves pages to everyone, its health to those with the token; it says every header back. */
function application() {
  return createServer((request, response) => {
    const isLetIn = request.url !== '/health' || request.headers.authorization === `Bearer ${token}`
    response.writeHead(isLetIn ? 200 : 401)
    response.end(JSON.stringify(request.headers))
  })
}

let port = 0
let securePort = 0
const socket = join(folder, 'app.sock')
beforeAll(async () => {
  port = await listen(application())
  securePort = await listen(createSecureServer(own, (_request, response) => response.end('ready')))
  await listen(application(), socket)
  writeFileSync(join(folder, 'own.pem'), own.cert)
})
afterAll(() => {
  for (const server of servers) server.close()
  rmSync(folder, { recursive: true })
})

/** `503 check shop` of a service of this machine with this health line. */
async function check(health: string, env: Readonly<Record<string, string>> = {}) {
  writeFileSync(join(folder, 'services.yml'), `services: { shop: { hosts: [local], health: ${health} } }`)
  const ended = await run(['check', 'shop', '--only', 'health', '--format', 'json'], env)
  const report = JSON.parse(ended.out) as Report
  return { ...ended, report, step: report.steps.find(({ id }) => id === 'health') }
}

describe('503 check of a health page that wants something', () => {
  it('503 check says what it wants, and what to write', async () => {
    const { exit, report, step } = await check(`http://127.0.0.1:${port}/health`)
    expect([exit, report.outcome, step?.status]).toEqual([2, 'inconclusive', 'unknown'])
    expect(report.diagnosis.causes).toEqual([])
    expect(report.diagnosis.notLookedAt).toContainEqual({
      what: `http://127.0.0.1:${port}/health on local`,
      why: 'wants credentials (answers 401 Unauthorized); what it would say was not seen',
      fix: `services.yml: health: { url: "http://127.0.0.1:${port}/health", headers: { Authorization: "Bearer \${TOKEN}" } }`,
    })
  })

  it('503 check sees it once that is written, and keeps the token to itself', async () => {
    const line = `{ url: "http://127.0.0.1:${port}/health", headers: { Authorization: "Bearer \${TOKEN}" } }`
    const { out, err, step } = await check(line, { TOKEN: token })
    expect(step?.status).toBe('pass')
    // A machine with a balancer of its own shows that as well.
    expect(step?.evidence.map(({ source }) => source)).toContain(
      `curl -si -H 'Authorization: ***' http://127.0.0.1:${port}/health (2 times)`,
    )
    expect(out + err).not.toContain(token)
    writeFileSync(join(folder, 'report.json'), out)
    const replayed = await run(['replay', 'report.json', '--format', 'json'])
    expect(replayed.out).toBe(out)
  })

  it.each([
    [
      'a CA of its own',
      () => `https://127.0.0.1:${securePort}/`,
      () => `{ url: "https://127.0.0.1:${securePort}/", ca: "${join(folder, 'own.pem')}", expect: { text: ready } }`,
    ],
    [
      'its unix socket',
      () => `http://127.0.0.1:${port}/health`,
      () => `{ url: "http://shop.example/", socket: "${socket}" }`,
    ],
  ])('503 check looks over %s', async (_what, without, line) => {
    expect((await check(without())).step?.status).toBe('unknown')
    expect((await check(line())).step?.status).toBe('pass')
  })

  it('503 check fails a page without the text that it should have', async () => {
    const line = `{ url: "https://127.0.0.1:${securePort}/", ca: "${join(folder, 'own.pem')}", expect: { text: steady } }`
    const { step } = await check(line)
    expect(step).toMatchObject({ status: 'fail', summary: expect.stringContaining('200 OK without "steady"') })
  })

  it('503 check says which file cannot be read, and where that is written', async () => {
    const line = `{ url: "https://127.0.0.1:${securePort}/", ca: /nonexistent.pem }`
    writeFileSync(join(folder, 'services.yml'), `services: { shop: { hosts: [local], health: ${line} } }`)
    const { exit, err } = await run(['check', 'shop'])
    expect(exit).not.toBe(0)
    expect(err).toMatch(
      /services\.yml:1:\d+ Cannot use "\/nonexistent\.pem" as services\.shop\.health\.ca: there is no such file/,
    )
  })
})
