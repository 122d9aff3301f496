import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { sampleReports } from '../../test/support/sample-reports.ts'
import { openIncident } from '../incident/apply.ts'
import type { FinishedRun, Memory } from '../incident/memory.ts'
import { AppError } from '../lib/app-error.ts'
import type { Report } from '../report/report.ts'
import type { HostKeyOffer } from '../service/host-key-offer.ts'
import { defaultLimits, type Service } from '../service/service.ts'
import type { CliOutput, CliWorld } from './cli-world.ts'
import { runCli } from './run-cli.ts'

const service: Service = { name: 'api-prod', hosts: ['app1', 'app2'], dependencies: [], limits: defaultLimits }

function createOutput(isTTY = false): CliOutput & { text: () => string } {
  let written = ''
  return {
    isTTY,
    columns: () => (isTTY ? 80 : undefined),
    write: (text) => Promise.resolve(void (written += text)),
    onResize: () => () => {},
    text: () => written,
  }
}

const noMemory: Memory = {
  history: () => Promise.resolve([]),
  openIncidents: () => Promise.resolve([]),
  findIncident: () => Promise.resolve(undefined),
  keepRun: () => Promise.resolve(),
  close: () => Promise.resolve(),
}

interface Given {
  readonly files?: Readonly<Record<string, string>>
  readonly config?: 'ok' | 'invalid' | 'not-found'
  readonly stdin?: string
  readonly answer?: string
  readonly standing?: HostKeyOffer['standing']
  /** Hosts on the way to every host. */
  readonly way?: readonly string[]
  readonly changed?: string
  readonly memory?: Partial<Memory>
  /** Migrations that the store lacks. */
  readonly pending?: readonly string[]
  /** A service that lacks a variable. */
  readonly unset?: string
}

/** Runs a command line in a world without hosts: every section and every ask is refused. */
async function run(argv: readonly string[], given: Given = {}) {
  const stdout = createOutput()
  const stderr = createOutput()
  const pinned: string[] = []
  const world: CliWorld = {
    stdout,
    stderr,
    stdin: {
      isTTY: given.stdin === undefined,
      read: () => Promise.resolve(Buffer.from(given.stdin ?? '')),
      question: () => Promise.resolve(given.answer ?? ''),
    },
    env: {},
    version: '9.9.9',
    user: 'ben',
    now: () => 0,
    configPaths: ['services.yml'],
    loadFile: (path) => {
      if (given.config === 'invalid') return Promise.resolve({ kind: 'invalid', path, errors: [`${path}:1:1 wrong`] })
      if (given.config === 'not-found') return Promise.resolve({ kind: 'not-found', path })
      const unset = given.unset === undefined ? [] : [{ name: given.unset, errors: ['TOKEN is not set'] }]
      return Promise.resolve({ kind: 'ok', path, services: [service], unset, hosts: {} })
    },
    serviceFromFlags: ({ host }) =>
      Promise.resolve(
        host
          ? { kind: 'ok', service: { ...service, name: 'app1', hosts: host } }
          : { kind: 'invalid', errors: ['nothing to look at'] },
      ),
    configSchema: () => Promise.resolve('{}\n'),
    serve: async ({ services, stopped }) => {
      await stopped
      return services.length === 1 ? 0 : 70
    },
    openMemory: () => Promise.resolve(given.memory && { ...noMemory, ...given.memory }),
    migrateStore: () => Promise.resolve(given.pending),
    slackManifest: () => Promise.resolve(readFileSync('manifest.yml', 'utf8')),
    readText: (path) => {
      const text = given.files?.[path]
      if (text !== undefined) return Promise.resolve(text)
      return Promise.reject(new AppError('FILE_UNREADABLE', `Cannot read ${path}: there is no such file`))
    },
    openEngine: () =>
      Promise.resolve({
        execute: {
          script: (_, sections, { onSection }) => {
            for (const { id } of sections) {
              onSection({
                id,
                at: '2026-01-01T00:00:00Z',
                durationMs: 1,
                outcome: { kind: 'unseen', reason: 'unreachable', detail: 'ssh: refused' },
              })
            }
            return Promise.resolve()
          },
          ask: (from) =>
            Promise.resolve({
              from,
              at: '2026-01-01T00:00:00Z',
              durationMs: 1,
              outcome: {
                kind: 'failed',
                failure: 'refused',
                detail: 'connect ECONNREFUSED',
                afterMs: 1,
                phase: 'connect',
              },
            }),
        },
        close: () => Promise.resolve(),
      }),
    async *readHostKeys(host, _hosts, access) {
      for (const name of [...(given.way ?? []), host])
        yield {
          host: `${access?.users[name] ?? access?.user ?? ''}${name} (10.0.0.1:22)`,
          name,
          keyType: 'ssh-ed25519',
          fingerprint: `SHA256:${name}`,
          standing: given.changed === name ? 'changed' : (given.standing ?? 'unknown'),
          file: '/home/x/.ssh/known_hosts',
          ...(given.standing === 'changed' ? { line: 3 } : {}),
          pin: () => Promise.resolve(void pinned.push(name)),
        }
    },
    onInterrupt: () => () => {},
    quit: () => {},
  }
  const exit = await runCli(argv, world)
  return { exit, out: stdout.text(), err: stderr.text(), pinned }
}

const raw =
  'HTTP/1.1 503 Service Unavailable\r\nserver: nginx\r\n\r\n<html><head><title>503 Service Temporarily Unavailable</title></head><body><center><h1>503 Service Temporarily Unavailable</h1></center><hr><center>nginx</center></body></html>\r\n'

describe('runCli()', () => {
  it.each([
    [['--version'], {}, 0, '9.9.9', ''],
    [['--help'], {}, 0, 'Usage: 503', ''],
    [['check', '--help'], {}, 0, '--baseline', ''],
    [[], {}, 64, '', 'Usage: 503'],
    [['chek'], {}, 64, '', 'Did you mean check?'],
    [['check', '--formt'], {}, 64, '', 'unknown option'],
    [['check', 'api-prod', '--format', 'xml'], {}, 64, '', 'Allowed choices are text, json, markdown'],
    [
      ['check'],
      {},
      64,
      '',
      'Cannot tell what to check: expected a service of services.yml:\n  api-prod\n  503 check api-prod',
    ],
    [['check'], { config: 'not-found' }, 64, '', 'Cannot tell what to check:\nnothing to look at'],
    [['check', '--url', 'http://a/', '--url', 'http://b/'], {}, 64, '', 'is given twice, as http://a/ and http://b/'],
    [['check', 'api-prod', '--format', 'json', '--format', 'text'], {}, 64, '', "'--format <format>' is given twice"],
    [['check', '--url', 'http://u:hunter2@a/', '--url', 'b'], {}, 64, '', 'as http://u:***@a/ and b'],
    [['services', '--config', 'a', '--config', 'b'], {}, 64, '', 'is given twice'],
    [
      ['check', 'api-prod', '--host', 'ro ot@app1'],
      {},
      64,
      '',
      'Cannot use "ro ot@app1" as --host: expected a login name',
    ],
    [['check', 'api-prod', '--user', '-x'], {}, 64, '', 'Cannot use "-x" as --user: expected a login name'],
    [['hosts', 'trust', 'app[1-'], {}, 64, '', 'Cannot use "app[1-" as a host'],
    [['hosts', 'trust', 'api-prod', '--yes'], { changed: 'app1' }, 1, '', '1 key pinned, 0 pinned already, 1 host not'],
    [['hosts', 'trust', 'probe@app1', '--yes'], {}, 0, '', 'probeapp1 (10.0.0.1:22) presents'],
    [['check', 'api-pord'], {}, 64, '', 'Did you mean api-prod?'],
    [['check', 'api-prod'], { config: 'not-found' }, 78, '', 'Cannot find a services.yml'],
    [['check', 'api-prod'], { config: 'invalid' }, 78, '', 'services.yml:1:1 wrong'],
    [['check', 'api-prod', '--host', 'app3'], {}, 64, '', 'no host of api-prod'],
    [['check', 'api-prod', '--unit', 'nginx'], {}, 64, '', 'together with the service'],
    [['check', 'api-prod', '--timeout', 'soon'], {}, 64, '', 'Cannot use "soon" as --timeout'],
    [['check', 'api-prod', '--only', 'proces'], {}, 64, '', 'Did you mean process?'],
    [['check', 'api-prod', '--baseline', 'old.json'], {}, 64, '', 'there is no such file'],
    [['services'], {}, 0, 'api-prod  2 hosts: app1, app2', ''],
    [['config', 'check'], { config: 'invalid' }, 78, '', '1 error'],
    [['config', 'check'], {}, 0, 'is valid', ''],
    [['config', 'schema'], {}, 0, '{}', ''],
    [['explain'], {}, 64, '', 'Cannot tell what to explain'],
    [['explain'], { stdin: ' ' }, 64, '', 'the input is empty'],
    [['explain'], { stdin: 'hello' }, 0, 'Of 1 of 1 lines no meaning is known', ''],
    [['explain'], { stdin: 'pq: sorry, too many clients already' }, 0, '(db_connections_exhausted)', ''],
    [['explain'], { stdin: raw }, 0, '503 from nginx', ''],
    [['explain', 'ftp://x/'], {}, 64, '', 'expected one that begins with http'],
    [['explain', 'http://x/'], {}, 2, '', 'gave no HTTP answer'],
    [['replay', 'x.json'], { files: { 'x.json': '{}' } }, 64, '', 'version is missing, expected 1'],
    [['replay', 'x.json'], {}, 64, '', 'there is no such file'],
    [['hosts', 'trust', 'unset'], { unset: 'unset' }, 78, '', 'Cannot check unset:'],
    [['hosts', 'trust', 'local'], {}, 0, '', 'no host but this machine, which needs no key'],
    [['hosts', 'trust', 'app1'], { answer: 'no' }, 1, '', 'was not pinned'],
    [['hosts', 'trust', 'app1'], { stdin: '' }, 1, '', 'nobody answers'],
    [['hosts', 'trust', 'app1'], { standing: 'changed' }, 1, '', '/home/x/.ssh/known_hosts:3 pins another key'],
    [['hosts', 'trust', 'app1'], { standing: 'trusted' }, 0, '', 'pinned already'],
  ] as const)('runCli() of %j in %j ends with %d', async (argv, given, exit, out, err) => {
    const result = await run(argv, given)
    expect(result.err).toContain(err)
    expect(result.out).toContain(out)
    expect(result.exit).toBe(exit)
  })

  it.each([
    [['hosts', 'trust', 'app1'], { answer: 'y' }, ['app1']],
    [['hosts', 'trust', 'app1', '--yes'], {}, ['app1']],
    [['hosts', 'trust', 'app1'], { answer: '' }, []],
    [['hosts', 'trust', 'app1', '--yes'], { standing: 'revoked' }, []],
    [['hosts', 'trust', 'api-prod', '--yes'], { way: ['bastion'] }, ['bastion', 'app1', 'app2']],
    [['hosts', 'trust', 'x[01-03]', 'app1', '--yes'], {}, ['x01', 'x02', 'x03', 'app1']],
    [['hosts', 'trust', 'api-prod', '--yes'], { changed: 'app1' }, ['app2']],
    [['hosts', 'trust', 'app1', '--yes'], { way: ['bastion'], changed: 'bastion' }, []],
  ] as const)('runCli() of %j in %j pins %j', async (argv, given, pinned) => {
    expect((await run(argv, given)).pinned).toEqual(pinned)
  })

  it('runCli() prints the report alone on stdout, and never calls unseen hosts healthy', async () => {
    const { exit, out, err } = await run(['check', 'api-prod', '--format', 'json'])
    const report = JSON.parse(out) as Report
    expect([report.service, report.steps.length]).toEqual(['api-prod', 7])
    expect([exit, report.outcome]).not.toEqual([0, 'healthy'])
    expect(err).toContain('process')
  })

  it('runCli() looks at the hosts asked for', async () => {
    const { out } = await run(['check', 'api-prod', '--host', 'app2', '--format', 'json'])
    expect((JSON.parse(out) as Report).judgedFrom.service.hosts).toEqual(['app2'])
  })

  it('runCli() says what changed since a baseline', async () => {
    const before = JSON.stringify(sampleReports['healthy-one-host'])
    const { out } = await run(['check', 'api-prod', '--baseline', 'old.json'], { files: { 'old.json': before } })
    expect(out).toContain('Changed since 2026-03-01')
  })

  it('runCli() shows a bug as a bug, without a stack unless it is asked for', async () => {
    const { exit, err } = await run(['replay', 'x.json'], {
      files: new Proxy(
        {},
        {
          get: () => {
            throw new TypeError('boom')
          },
        },
      ),
    })
    expect([exit, err.includes('TypeError: boom'), err.includes('    at ')]).toEqual([70, true, false])
  })
})

describe('runCli() with a store', () => {
  const by = { kind: 'slack', team: 'T1', user: 'U1' } as const
  const at = '2026-11-12T04:39:00.000Z'
  const condition = { outcome: 'down', cause: 'app_not_started' } as const
  const said = { id: 'e1', at, by, kind: 'changed', condition, since: at } as const
  const key = { team: 'T1', service: 'shop', channel: 'C1' }
  const incident = { ...openIncident('i1', key, { kind: 'incident:opened', id: 'e0', at, by }), said }
  const asked = { team: 'T1', service: 'shop', requestedBy: 'slack:T1/U1', requestedAt: at }
  const run1 = {
    ...asked,
    runId: 'r1',
    status: 'finished',
    outcome: 'down',
    headline: 'shop is DOWN: \u001b[31mnginx*',
  } as const
  const live = { ...asked, runId: 'r2', status: 'running' } as const
  const events = [
    { kind: 'incident:opened', id: 'e0', at, by },
    { kind: 'incident:noted', id: 'e1', at, by, text: 'restarted *it*' },
  ] as const

  it('keeps a check, and says so only when it cannot', async () => {
    const kept: FinishedRun[] = []
    const memory = { keepRun: (finished: FinishedRun) => Promise.resolve(void kept.push(finished)) }
    const { exit, err } = await run(['check', 'api-prod'], { memory })
    expect(exit).toBe(2)
    expect(err).not.toContain('not kept')
    expect(kept).toMatchObject([{ service: 'api-prod', by: { kind: 'unix', user: 'ben' }, outcome: 'inconclusive' }])
    const broken = { keepRun: () => Promise.reject(new Error('no such table: postgres://x:geheim@db/x')) }
    const second = await run(['check', 'api-prod'], { memory: broken })
    expect(second.exit).toBe(2)
    expect(second.err).toContain('Note: this run is not kept: no such table')
    expect(second.err).not.toContain('geheim')
  })

  it('lists history and status', async () => {
    const memory = { history: () => Promise.resolve([live, run1]), openIncidents: () => Promise.resolve([incident]) }
    expect(await run(['history', 'shop'], { memory })).toMatchObject({
      exit: 0,
      out:
        '2026-11-12T04:39:00Z  running  (slack:T1/U1, run r2)\n' +
        '2026-11-12T04:39:00Z  shop is DOWN: nginx*  (slack:T1/U1, run r1)\n',
      err: '2 runs of shop\n',
    })
    expect(await run(['status'], { memory })).toMatchObject({
      exit: 0,
      out: '2026-11-12T04:39:00Z  shop  down since 2026-11-12T04:39:00Z  (T1/C1, incident i1)\n',
      err: '1 open incident\n',
    })
  })

  it('exports an incident', async () => {
    const found = { incident, events, runs: [run1] }
    const memory = { findIncident: () => Promise.resolve(found) }
    const markdown = await run(['export', 'i1'], { memory })
    expect(markdown.out).toContain('# shop, 2026-11-12')
    expect(markdown.out).toContain('noted: restarted \\*it\\*')
    const json = await run(['export', 'i1', '--format', 'json'], { memory })
    expect(JSON.parse(json.out)).toEqual(JSON.parse(JSON.stringify(found)))
  })

  it.each([
    [['export', 'i2'], { memory: {} }, 64, 'the store has no such incident'],
    [['history', 'shop', '--limit', '0'], { memory: {} }, 64, 'expected a whole number from 1 to 1000'],
    [['history', 'shop'], {}, 78, 'none is configured'],
    [['store', 'migrate'], {}, 78, 'none is configured'],
  ])('%j ends with %j', async (argv, given, exit, err) => {
    const ended = await run(argv, given)
    expect(ended.exit).toBe(exit)
    expect(ended.err).toContain(err)
  })

  it('says what was migrated', async () => {
    expect((await run(['store', 'migrate'], { pending: ['0001-a', '0002-b'] })).out).toBe(
      'The store was migrated: 0001-a, 0002-b\n',
    )
    expect((await run(['store', 'migrate'], { pending: [] })).out).toBe('The store is up to date\n')
  })
})
