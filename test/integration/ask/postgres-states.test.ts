import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { buildDatabaseAsk } from '../../../src/probe/database.ts'
import { createCertificate } from '../../support/certificate.ts'
import { type Postgres, startPostgres, startPostgresOn } from '../../support/postgres.ts'
import { asNobody, createFolder } from '../../support/processes.ts'
import { endpointOf, valueOf } from './ask-from-here.ts'

const look = (url: string) => valueOf('database', buildDatabaseAsk(endpointOf('postgres', url), { timeoutMs: 3000 }))

describe('askPostgres() on a server in another state', () => {
  const servers: Postgres[] = []
  const keep = (server: Postgres) => {
    servers.push(server)
    return server
  }
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop()
  })
  /** A copy of a stopped server's data, in a folder of its own, owned as the original. */
  const copyOf = async (original: Postgres) => {
    original.running.child.kill('SIGINT')
    await expect.poll(() => original.running.child.exitCode).not.toBeNull()
    const copy = join(createFolder('pg'), 'data')
    execFileSync('cp', ['-a', original.dataFolder, copy], { ...asNobody, stdio: 'pipe' })
    return copy
  }

  it('sees that a standby is one, and that nothing can be written there', async () => {
    const data = await copyOf(keep(await startPostgres()))
    execFileSync('touch', [join(data, 'standby.signal')], { ...asNobody })
    const standby = keep(await startPostgresOn(data))
    await expect
      .poll(() => look(standby.url()), { timeout: 10_000 })
      .toMatchObject({
        kind: 'answered',
        isInRecovery: true,
        isReadOnly: true,
      })
  })

  it('hears that a server is still recovering', async () => {
    const data = await copyOf(keep(await startPostgres()))
    execFileSync('touch', [join(data, 'standby.signal')], { ...asNobody })
    // With hot_standby off a standby never takes sessions: the same answer as during a long recovery.
    const standby = keep(await startPostgresOn(data, { hot_standby: 'off' }, { readyAt: /entering standby mode/ }))
    expect(await look(standby.url())).toMatchObject({
      kind: 'refused-by-database',
      code: '57P03',
      message: expect.stringMatching(/^the database system is (?:starting up|not accepting connections)/),
    })
  })

  it('hears that a server is shutting down', async () => {
    const server = keep(await startPostgres())
    const client = await server.connect()
    server.running.child.kill('SIGTERM')
    await expect
      .poll(() => look(server.url()))
      .toMatchObject({ code: '57P03', message: 'the database system is shutting down' })
    await client.end()
  })

  it.each([
    ['disable', undefined, { kind: 'refused-by-database', code: '28000' }],
    ['prefer', undefined, { kind: 'answered' }],
    ['require', undefined, { kind: 'answered' }],
    ['verify-full', 'its own authority', { kind: 'answered' }],
    ['verify-full', undefined, { kind: 'failed', failure: 'tls', phase: 'tls' }],
  ])('over TLS with sslmode=%s, believing %s: %o', async (mode, authority, expected) => {
    const server = keep(await startPostgres())
    const { key, cert } = createCertificate('127.0.0.1')
    const [keyFile, certFile] = [join(server.dataFolder, 'server.key'), join(server.dataFolder, 'server.crt')]
    for (const [file, text] of [
      [keyFile, key],
      [certFile, cert],
    ] as const) {
      execFileSync('sh', ['-c', 'umask 077; cat > "$0"', file], { ...asNobody, input: text })
    }
    execFileSync(
      'sh',
      ['-c', 'echo "hostssl all all 127.0.0.1/32 trust" > "$0"', join(server.dataFolder, 'pg_hba.conf')],
      { ...asNobody },
    )
    const restarted = await restartWith(server, { ssl: 'on' })
    const root = authority === undefined ? '' : `&sslrootcert=${encodeURIComponent(certFile)}`
    expect(await look(`${restarted.url()}?sslmode=${mode}${root}`)).toMatchObject(expected)
  })

  async function restartWith(server: Postgres, settings: Record<string, string>): Promise<Postgres> {
    server.running.child.kill('SIGINT')
    await expect.poll(() => server.running.child.exitCode).not.toBeNull()
    servers.pop()
    return keep(await startPostgresOn(server.dataFolder, settings))
  }
})
