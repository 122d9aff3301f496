import { describe, expect, it } from 'vitest'
import { type Fact, found } from '../../test/support/found.ts'
import { inputShown } from '../../test/support/tell-rule.ts'
import type { Finding } from '../checklist/finding.ts'
import { accusedEndpoints } from './accused-endpoints.ts'

const endpoint = (kind: 'http' | 'tcp', host: string) =>
  ({ kind, label: `${kind}://${host}`, host, port: 80, url: `${kind}://${host}` }) as const
const dependencies = [
  { kind: 'redis', label: 'redis', host: 'cache1', port: 6379, url: 'redis://cache1' } as const,
  endpoint('http', 'pay.example'),
  endpoint('tcp', 'mail1'),
]
const database = { kind: 'postgres', label: 'postgres', host: 'db1', port: 5432, url: 'postgres://db1' } as const
const says = (line: string, supports: Fact<'journal-line', 'supports'> = 'dependency_failure') =>
  found('journal-line', 'app1', { line, supports })
const answers = (body: string) => found('health-failing', 'app1', { body })

const cases: readonly (readonly [name: string, accused: readonly string[], finding: Finding])[] = [
  ['a line of psycopg', ['postgres'], says('psycopg2.OperationalError')],
  ['a line of Ruby', ['postgres'], says('PG::ConnectionBad')],
  ['a line of Java', ['postgres'], says('org.postgresql.util.PSQLException')],
  ['a line about pg_hba', ['postgres'], says('no pg_hba.conf entry')],
  ['a password', ['postgres'], says('FATAL: password authentication failed', '')],
  ['a full disk of the database', ['postgres'], says('could not extend file "base/1"')],
  ['a replica', ['postgres'], says('cannot execute INSERT in a read-only transaction')],
  ['libpq', ['postgres'], says('connection to server at "x" failed')],
  ['PHP', ['postgres'], says('SQLSTATE[08006]')],
  ['a name for it', ['postgres'], says('health: database: failed')],
  ['redis', ['redis'], says('redis.exceptions.ConnectionError')],
  ['a state of redis', ['redis'], says('MISCONF Redis is configured')],
  ['another state of redis', ['redis'], says('READONLY You can')],
  ['a password of redis', ['redis'], says('NOAUTH Authentication required')],
  ['a name for the cache', ['redis'], says('cache: connection lost')],
  ['the host of the database', ['postgres'], says('dial tcp db1:5432: i/o timeout')],
  ['a host', ['http://pay.example'], says('GET https://pay.example/up timed out')],
  ['a host at the begin', ['tcp://mail1'], says('mail1 is away')],
  ['a host at the end', ['tcp://mail1'], says('cannot reach mail1')],
  ['part of a longer name', [], says('cannot reach mail10')],
  ['part of a longer name before it', [], says('cannot reach webmail1')],
  ['part of a name with a hyphen', [], says('cannot reach mail1-eu')],
  ['part of a name with a hyphen before it', [], says('cannot reach eu-mail1')],
  ['a longer name first, then the host', ['tcp://mail1'], says('tried mail10, then mail1, in vain')],
  ['nothing', [], says('')],
  ['two at once', ['postgres', 'redis'], says('redis and psycopg')],
  ['a line about database connections', ['postgres'], says('psycopg2.pool.PoolError', 'db_connections_exhausted')],
  ['a line that blames nobody', [], says('redis is fine', '')],
  ['a line that blames by its words alone', ['redis'], says('redis: connection refused', '')],
  ['a line about something else', [], says('redis is fine', 'health_check_failing')],
  ['a health answer', ['redis'], answers('{"redis": "down", "database": "ok"}')],
  ['a health answer in words', ['postgres'], answers('database=failed cache=ok')],
  ['a health answer with a host', ['tcp://mail1'], answers('{"mail1": false}')],
  ['a health answer of parts that are fine', [], answers('{"redis": "ok", "database": "up"}')],
  ['a health answer of a part that we do not know', [], answers('{"search": "down"}')],
  ['a health answer without a word', [], answers('Service Unavailable')],
]

describe('accusedEndpoints()', () => {
  it.each(cases)('by %s is %j', (_name, accused, finding) => {
    const input = inputShown({ name: '', findings: [finding], service: { dependencies, database } })
    expect([...accusedEndpoints(input).keys()]).toEqual(accused)
    expect([...accusedEndpoints(input).values()].flat()).toEqual(accused.map(() => finding))
  })

  it('is nothing without a database for what names one', () => {
    const input = inputShown({ name: '', findings: [says('psycopg2')], service: { database: undefined } })
    expect(accusedEndpoints(input).size).toBe(0)
  })
})
