import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type ExplainedLines, type Explanation, explainText } from '../../src/run/explain.ts'
import { firstMeanings } from '../../src/signature/first-meanings.ts'
import { diagnosed } from '../support/diagnosed.ts'
import { logged, stopped } from '../support/faults.ts'
import { readingsOf, serviceOf } from '../support/readings.ts'

const folder = new URL('../fixtures/public-cases/', import.meta.url)

const rows = readFileSync(new URL('application-lines.tsv', folder), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((row) => row.split('\t'))
  .map(([program = '', cause = '', line = '']) => ({ program, cause, line }))

const read = (line: string): { program: string; cause: string } => {
  const [first] = firstMeanings([line])
  return { program: first?.signature.program ?? 'unknown', cause: first?.signature.supports ?? '-' }
}

describe('lines of applications, databases, pools and caches', () => {
  it.each(rows)('$cause: $line', ({ program, cause, line }) => {
    const said = read(line)
    expect(said.cause).toBe(cause)
    expect(program === '*' ? program : said.program).toBe(program)
  })
})

const explain = (file: string): Explanation | ExplainedLines => explainText(readFileSync(new URL(file, folder)))

/** The right value of a file of lines: whose line, what for, and what must be among the next steps. */
interface WantedLine {
  readonly file: string
  readonly program: string
  readonly cause: string | null
  readonly said: RegExp
  readonly next?: RegExp
}

const files: readonly WantedLine[] = [
  {
    file: 'pg-fr.log',
    program: 'postgresql',
    cause: 'db_connections_exhausted',
    said: /takes no more connections/,
    next: /pg_stat_activity/,
  },
  {
    file: 'pg-de.log',
    program: 'postgresql',
    cause: 'db_connections_exhausted',
    said: /takes no more connections/,
    next: /pg_stat_activity/,
  },
  {
    file: 'pg-es.log',
    program: 'postgresql',
    cause: 'db_connections_exhausted',
    said: /takes no more connections/,
    next: /pg_stat_activity/,
  },
  {
    file: 'libpq-de.log',
    program: 'app',
    cause: 'dependency_failure',
    said: /does not reach its database/,
    next: /^nc -vz -w 3 db1 5432/,
  },
  {
    file: 'libpq-fr.log',
    program: 'app',
    cause: 'dependency_failure',
    said: /does not reach its database/,
    next: /^nc -vz -w 3 db1 5432/,
  },
  { file: 'pg-node.log', program: 'postgresql', cause: 'db_connections_exhausted', said: /max_connections/ },
  { file: 'pg-go.log', program: 'postgresql', cause: 'db_connections_exhausted', said: /max_connections/ },
  { file: 'pg-npgsql.log', program: 'postgresql', cause: 'db_connections_exhausted', said: /max_connections/ },
  { file: 'pool-rails.log', program: 'activerecord', cause: 'db_connections_exhausted', said: /own pool/ },
  { file: 'pool-prisma.log', program: 'prisma', cause: 'db_connections_exhausted', said: /own pool/ },
  { file: 'pool-hikari-named.log', program: 'hikaricp', cause: 'db_connections_exhausted', said: /own pool/ },
  { file: 'pool-knex.log', program: 'knex', cause: 'db_connections_exhausted', said: /own pool/ },
  { file: 'pool-ecto.log', program: 'ecto', cause: 'db_connections_exhausted', said: /own pool/ },
  { file: 'pool-tomcat.log', program: 'tomcat-jdbc', cause: 'db_connections_exhausted', said: /own pool/ },
  {
    file: 'mysql-too-many-php.log',
    program: 'mysql',
    cause: 'db_connections_exhausted',
    said: /max_connections/,
    next: /processlist/,
  },
  {
    file: 'mysql-refused-django.log',
    program: 'mysql',
    cause: 'dependency_failure',
    said: /does not reach MySQL/,
    next: /^getent hosts db1/,
  },
  { file: 'redis-noauth.log', program: 'redis', cause: 'dependency_failure', said: /password/ },
  { file: 'redis-stackexchange-end.log', program: 'redis', cause: 'dependency_failure', said: /password/ },
  {
    file: 'pgbouncer-retry.log',
    program: 'pgbouncer',
    cause: 'dependency_failure',
    said: /does not get into the database/,
    next: /SHOW SERVERS/,
  },
  {
    file: 'go-dial-db.log',
    program: 'app',
    cause: 'dependency_failure',
    said: /nothing listens there/,
    next: /^nc -vz -w 3 10\.0\.0\.5 5432/,
  },
  {
    file: 'go-dial-dns.log',
    program: 'app',
    cause: 'dependency_failure',
    said: /does not resolve/,
    next: /^getent hosts db1\.internal/,
  },
  { file: 'python-optional-import.log', program: 'unknown', cause: null, said: /No meaning is known/ },
  {
    file: 'inuse-uvicorn.log',
    program: 'app',
    cause: 'app_not_started',
    said: /another process has the port/,
    next: /^ss -ltnp 'sport = :8000'$/,
  },
  {
    file: 'inuse-go.log',
    program: 'app',
    cause: 'app_not_started',
    said: /another process has the port/,
    next: /^ss -ltnp 'sport = :8080'$/,
  },
  {
    file: 'inuse-puma.log',
    program: 'app',
    cause: 'app_not_started',
    said: /another process has the port/,
    next: /^ss -ltnp 'sport = :3000'$/,
  },
  {
    file: 'inuse-fpm.log',
    program: 'php-fpm',
    cause: 'app_not_started',
    said: /another process has the address/,
    next: /^ss -ltnp 'sport = :9000'$/,
  },
  {
    file: 'inuse-uwsgi.log',
    program: 'uwsgi',
    cause: 'app_not_started',
    said: /another process has the port/,
    next: /^ss -ltnp 'sport = :8000'$/,
  },
]

describe('503 explain of lines', () => {
  it.each(files)('tells $file', ({ file, program, cause, said, next }) => {
    const explained = explain(file)
    const [line] = 'lines' in explained ? explained.lines : []
    expect(line).toMatchObject({ program, cause, meaning: expect.stringMatching(said) })
    expect(line?.next.some((step) => (next ?? /^/).test(step)) || next === undefined).toBe(true)
    expect(line?.next.filter((step) => /<[a-z]+>/.test(step))).toEqual([])
  })

  it.each(rows)('gives $cause of: $line', ({ cause, line }) => {
    const explained = explainText(line)
    const told = 'lines' in explained ? explained.lines.map((each) => each.cause ?? '-') : ['no lines']
    expect(told).toEqual([cause])
  })
})

/** The right value of a response, and what must not be said of it. */
interface WantedResponse {
  readonly file: string
  readonly program: string
  readonly certainty: string
  readonly said: RegExp
  readonly never?: RegExp
}

const responses: readonly WantedResponse[] = [
  { file: 'curl-v-haproxy.http', program: 'haproxy', certainty: 'certain', said: /no server/ },
  {
    file: 'openresty-502.http',
    program: 'openresty',
    certainty: 'certain',
    said: /refused the connection, closed it, or is not there/,
    never: /a limit/,
  },
  {
    file: 'traefik-502.http',
    program: 'traefik',
    certainty: 'likely',
    said: /Traefik or another proxy written in Go.*could not reach/,
    never: /probably the app/,
  },
  { file: 'tengine-503.http', program: 'tengine', certainty: 'certain', said: /answered itself/ },
  {
    file: 'classic-elb-503.http',
    program: 'elb',
    certainty: 'certain',
    said: /no healthy instance, or its surge queue/,
  },
  {
    file: 'varnish-3.http',
    program: 'varnish',
    certainty: 'certain',
    said: /backend gave no usable answer/,
    never: /made this answer in its own configuration/,
  },
  { file: 'nextcloud-503.http', program: 'app', certainty: 'likely', said: /maintenance mode/ },
  { file: 'jenkins-503.http', program: 'app', certainty: 'likely', said: /Jenkins is starting/ },
  { file: 'kibana-503.http', program: 'app', certainty: 'likely', said: /waits for Elasticsearch/ },
  {
    file: 'cloudflare-challenge-503.http',
    program: 'cloudflare',
    certainty: 'certain',
    said: /checks the visitor.*nothing is broken/,
    never: /not reach the origin/,
  },
]

describe('503 explain of responses', () => {
  it.each(responses)('tells $file', ({ file, program, certainty, said, never }) => {
    const explained = explain(file)
    if ('lines' in explained) throw new Error(`${file} was read as lines`)
    expect(explained).toMatchObject({
      status: file === 'openresty-502.http' || file === 'traefik-502.http' ? 502 : 503,
      emitter: { program, certainty },
      meaning: expect.stringMatching(said),
    })
    expect(never?.test(explained.meaning) ?? false).toBe(false)
  })

  it.each([
    ['<html>\n<center><h1>502 Bad Gateway</h1></center>\n<hr><center>openresty</center>\n</html>', 'openresty'],
    [
      '<html><head><title>503 Service Temporarily Unavailable</title></head><body><center><h1>503 Service Temporarily Unavailable</h1></center><hr><center>nginx</center></body></html>',
      'nginx',
    ],
    ['{"statusCode":503,"error":"Service Unavailable","message":"busy"}', 'app'],
    ['<h1>Back at noon</h1>', 'app'],
  ])('names who wrote the body %j', (body, program) => {
    expect(explainText(body)).toMatchObject({ status: null, emitter: { program } })
  })

  it.each([
    '{"level":"error","msg":"dial tcp 10.0.0.5:5432: connect: connection refused"}',
    '{"log":"pq: sorry, too many clients already\\n","stream":"stderr","time":"2026-09-21T14:10:00Z"}',
    '{"level":"error","msg":"one"}\n{"level":"error","msg":"two"}',
    '<34>Sep 21 14:10:00 app1 shop: FATAL: sorry, too many clients already',
    'Sep 21 14:10:00 app1 shop[7]: FATAL: sorry, too many clients already',
  ])('reads %j as lines', (text) => expect(explainText(text)).toHaveProperty('lines'))

  it.each([
    [
      'of curl -v with a meter and the end on the last line',
      '* Connected to shop (10.0.0.80) port 80\r\n> GET / HTTP/1.1\r\n>\r\n< HTTP/1.1 502 Bad Gateway\r\n< Date: Mon, 21 Sep 2026 14:10:00 GMT\r\n< Content-Length: 11\r\n< Content-Type: text/plain; charset=utf-8\r\n<\r\n{ [11 bytes data]\r\n100    11  100    11    0     0   5500      0 --:--:-- --:--:-- --:--:--  5500\r\nBad Gateway* Connection #0 to host shop left intact',
      'traefik',
    ],
    [
      'of a redirect',
      '< HTTP/1.1 301 Moved Permanently\n< Location: https://shop/\n< \n* Issue another request\n> GET / HTTP/2\n< HTTP/2 503\n< server: awselb/2.0\n< content-type: text/html\n< \n<html><body><center><h1>503</h1></center></body></html>',
      'alb',
    ],
  ])('reads a transcript %s', (_, text, program) => {
    expect(explainText(text)).toMatchObject({ emitter: { program } })
  })
})

describe('a unit that such a line ended', () => {
  const both = ['app1', 'app2']
  const looping = {
    activeState: 'activating',
    subState: 'auto-restart',
    result: 'exit-code',
    exitStatus: 1,
    restarts: 9,
  }
  const service = serviceOf()
  const blamed = rows.filter(({ cause }) => cause === 'db_connections_exhausted' || cause === 'dependency_failure')

  it.each(blamed)('is not called an application that does not start: $line', ({ cause, line }) => {
    const changes = [...stopped(both, looping), logged(both, line)]
    const said = diagnosed(service, readingsOf(service, changes)).findings.filter(
      (finding) => finding.id === 'journal-line',
    )
    expect(said.map(({ facts }) => facts.supports)).toEqual([cause, cause])
    expect(said.map(({ facts }) => facts.meaning)).not.toContain('the error that ended it')
  })
})
