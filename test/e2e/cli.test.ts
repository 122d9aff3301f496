import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src/report/report.ts'
import { linesOfTable } from '../support/proxy-lines.ts'

/** The command as users start it, in a directory and a home of its own. */
const bin = join(import.meta.dirname, '../../bin/503.js')
const folder = mkdtempSync(join(tmpdir(), '503-e2e-'))
const servers: Server[] = []

interface Ended {
  readonly exit: number | null
  readonly out: string
  readonly err: string
}

async function run(
  args: readonly string[],
  options: { stdin?: string; env?: Record<string, string>; sigintOn?: string } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, ...options.env },
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => (out += String(chunk)))
  child.stderr.on('data', (chunk) => {
    if (options.sigintOn && !err.includes(options.sigintOn) && (err + String(chunk)).includes(options.sigintOn))
      child.kill('SIGINT')
    err += String(chunk)
  })
  child.stdin.on('error', () => {})
  child.stdin.end(options.stdin ?? '')
  const [exit] = (await once(child, 'close')) as [number | null]
  return { exit, out, err }
}

async function serve(status: number | 'silent'): Promise<string> {
  const server = createServer((_, response) => {
    if (status === 'silent') return
    response.statusCode = status
    response.end(status === 200 ? 'ok' : 'over capacity')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  servers.push(server)
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

let fine = ''
let broken = ''
let silent = ''

beforeAll(async () => {
  fine = await serve(200)
  broken = await serve(503)
  silent = await serve('silent')
})

afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
  rmSync(folder, { recursive: true })
})

const step = (report: Report, id: string) => report.steps.find((each) => each.id === id)

describe('503 check of this machine', () => {
  it('503 check prints a valid report alone on stdout, with what users get', async () => {
    const { exit, out, err } = await run([
      'check',
      '--host',
      'local',
      '--url',
      fine,
      '--port',
      new URL(fine).port,
      '--format',
      'json',
    ])
    const report = JSON.parse(out) as Report
    expect([report.version, report.steps.length]).toEqual([1, 7])
    expect(step(report, 'edge')?.status).toBe('pass')
    expect(step(report, 'process')?.status).toBe('pass')
    expect(exit).toBe({ healthy: 0, degraded: 1, down: 1, inconclusive: 2 }[report.outcome])
    expect(err).toContain('Checking 127.0.0.1 on 1 host')
  })

  it('503 check of a URL that answers well, and nothing else, is healthy', async () => {
    const { exit, out } = await run(['check', '--url', fine])
    expect(out).toMatch(/^127\.0\.0\.1 is healthy/)
    expect(exit).toBe(0)
  })

  it('503 check of a URL that answers 503 is not', async () => {
    const { exit, out } = await run(['check', '--url', broken, '--format', 'json'])
    const report = JSON.parse(out) as Report
    expect([exit, report.outcome, step(report, 'edge')?.status]).toEqual([1, 'down', 'fail'])
  })

  it('503 check ends within its limit, and says what it has not seen', async () => {
    const { exit, out } = await run(['check', '--url', silent, '--timeout', '1s', '--format', 'json'])
    const report = JSON.parse(out) as Report
    expect([exit, report.outcome, report.durationMs < 2000]).toEqual([2, 'inconclusive', true])
    expect(report.diagnosis.notLookedAt.map(({ why }) => why).join()).toContain("run's limit of 1.0 s")
  })

  it('503 check that is interrupted prints its report and exits with 130', async () => {
    const { exit, out } = await run(['check', '--host', 'local', '--url', silent, '--format', 'json'], {
      sigintOn: 'Checking',
    })
    expect((JSON.parse(out) as Report).outcome).not.toBe('healthy')
    expect(exit).toBe(130)
  })

  it('503 replay of a stored report is the same report', async () => {
    const { out } = await run(['check', '--host', 'local', '--url', broken, '--format', 'json'])
    writeFileSync(join(folder, 'report.json'), out)
    const replayed = await run(['replay', 'report.json', '--format', 'json'])
    expect(JSON.parse(replayed.out)).toEqual(JSON.parse(out))
    const compared = await run(['check', '--url', fine, '--baseline', 'report.json'])
    expect(compared.out).toContain('edge fail → pass')
  })

  it('503 check colours nothing in a pipe, and everything when it must', async () => {
    expect((await run(['check', '--url', fine])).out).not.toContain('\u001b')
    expect((await run(['check', '--url', fine], { env: { FORCE_COLOR: '1' } })).out).toContain('\u001b[32m')
    expect((await run(['check', '--url', fine], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } })).out).not.toContain(
      '\u001b',
    )
  })
})

describe('503 with services.yml', () => {
  it('503 check and services read ./services.yml', async () => {
    writeFileSync(join(folder, 'services.yml'), `services:\n  api-prod:\n    url: ${fine}\n`)
    expect(await run(['check', 'api-prod'])).toMatchObject({ exit: 0 })
    expect((await run(['services'])).out).toContain('api-prod')
    const misspelt = await run(['check', 'api-pord'])
    expect([misspelt.exit, misspelt.out, misspelt.err]).toEqual([
      64,
      '',
      expect.stringContaining('Did you mean api-prod?'),
    ])
  })

  it.each([
    ['an unknown key', 'services:\n  a:\n    url: http://x/\n    hosst: [b]\n', 'bad.yml:4:5'],
    ['no YAML', 'services: [', 'bad.yml:'],
    ['nothing', '', 'bad.yml:'],
  ])('503 config check of %s exits with 78 and shows where', async (_, text, where) => {
    writeFileSync(join(folder, 'bad.yml'), text)
    const { exit, err } = await run(['config', 'check', 'bad.yml'])
    expect([exit, err]).toEqual([78, expect.stringContaining(where)])
  })

  it.each([
    ['missing.yml', 'Cannot find'],
    ['.', 'directory'],
  ])('503 config check of %s exits with 78 and says why', async (path, message) => {
    const { exit, err } = await run(['config', 'check', path])
    expect([exit, err.toLowerCase()]).toEqual([78, expect.stringContaining(message.toLowerCase())])
  })
})

describe('503', () => {
  it.each([
    [['--version'], 0],
    [['--help'], 0],
    [[], 64],
    [['check', '--nope'], 64],
    [['replay', 'missing.json'], 64],
    [['replay', '.'], 64],
    [['explain', 'http://127.0.0.1:1/'], 2],
  ])('503 %j exits with %d and shows no stack', async (args, exit) => {
    const ended = await run(args)
    expect(ended.exit).toBe(exit)
    expect(ended.err).not.toContain('    at ')
  })

  it('503 explain names who answered, from a URL and from standard input', async () => {
    const stdin =
      'HTTP/1.1 503 Service Unavailable\r\nServer: nginx/1.22.1\r\nContent-Type: text/html\r\n\r\n<html>\r\n<head><title>503 Service Temporarily Unavailable</title></head>\r\n<body>\r\n<center><h1>503 Service Temporarily Unavailable</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n'
    const explained = JSON.parse((await run(['explain', '--format', 'json'], { stdin })).out) as object
    expect(explained).toMatchObject({ status: 503, emitter: { program: 'nginx', certainty: 'certain' } })
    expect((await run(['explain', broken])).out).toMatch(/^503 from /)
  })

  it('503 explain tells every line of the public cases, from standard input in one go', async () => {
    const folder = join(import.meta.dirname, '../fixtures/public-cases')
    const rows = readFileSync(join(folder, 'application-lines.tsv'), 'utf8').trim().split('\n').slice(1)
    const wanted = rows.map((row) => row.split('\t')).map(([, cause = '', line = '']) => ({ line, cause }))
    const { exit, out } = await run(['explain', '--format', 'json'], {
      stdin: wanted.map(({ line }) => line).join('\n'),
    })
    const { lines } = JSON.parse(out) as { lines: { line: string; cause: string | null }[] }
    expect(lines.map(({ line, cause }) => ({ line, cause: cause ?? '-' }))).toEqual(wanted)
    expect(exit).toBe(0)
  })

  it('503 explain tells every line of the proxies’ table as the table does', async () => {
    const table = linesOfTable('proxies.tsv')
    const { exit, out } = await run(['explain', '--format', 'json'], {
      stdin: table.map(({ line }) => line).join('\n'),
    })
    const { lines } = JSON.parse(out) as { lines: { line: string; program: string; cause: string | null }[] }
    expect(lines.map(({ line }) => line)).toEqual(table.map(({ line }) => line))
    const others = lines.filter(({ program, cause }, at) => {
      const causes = table[at]?.causes ?? []
      return program !== table[at]?.program || !(cause === null ? causes.length === 0 : causes.includes(cause))
    })
    expect(others).toEqual([])
    expect(exit).toBe(0)
  })

  it('503 survives a reader that goes away', () => {
    const { stderr } = spawnSync('sh', ['-c', `"${process.execPath}" "${bin}" --help | true`], { encoding: 'utf8' })
    expect(stderr).toBe('')
  })

  const old = '/usr/bin/node'
  const isOld = Number(/^v(\d+)/.exec(spawnSync(old, ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1] ?? 99) < 22
  it.runIf(isOld)('503 under an old Node says which one it needs', () => {
    const { status, stderr } = spawnSync(old, [bin, '--version'], { encoding: 'utf8' })
    expect([status, stderr]).toEqual([64, expect.stringContaining('needs Node 22.19 or newer')])
  })
})
