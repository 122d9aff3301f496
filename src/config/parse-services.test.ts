import { describe, expect, it } from 'vitest'
import { parseServices } from './parse-services.ts'
import { renderConfigErrors } from './render-config-errors.ts'

const full = `
ssh:
  user: probe
  identity: ~/.ssh/id_ed25519
  known_hosts: ~/.ssh/known_hosts
  hosts:
    app1: { address: 10.0.0.11, port: 22, jump: bastion }
    "app[02-03]": { jump: [gate, bastion], known_hosts: [/etc/known, ~/known] }
services:
  api-prod:
    url: https://api.example.com/
    hosts: [app1, "app[02-03]"]
    unit: gunicorn
    port: 8000
    health: http://127.0.0.1:8000/health/
    balancer: { host: lb1, unit: haproxy, backend: api, server_name: api.example.com }
    deploy: { path: /srv/app/current, recent: 10m }
    database: postgres://probe:\${DB_PASSWORD}@db1/orders
    dependencies: [ "redis://cache1:6379", "https://pay.example.com/healthz", "tcp://mq1:5672" ]
    limits: { load_per_core: 3, memory: 80%, disk: 0.5 }
    channel: C0123ABCD
    allow: { users: [U1] }
`

function errorsOf(text: string, env: Record<string, string> = {}): string {
  const parsed = parseServices(text, { file: 's.yml', env })
  return parsed.kind === 'invalid' ? renderConfigErrors(parsed.errors) : 'ok'
}

function configOf(text: string, env: Record<string, string> = {}) {
  const parsed = parseServices(text, { file: 's.yml', env })
  if (parsed.kind === 'invalid') throw new Error(renderConfigErrors(parsed.errors))
  return parsed.config
}

function unsetOf(text: string, env: Record<string, string> = {}) {
  const parsed = parseServices(text, { file: 's.yml', env })
  return parsed.kind === 'ok' ? parsed.unset.map(({ name, errors }) => [name, renderConfigErrors(errors)]) : []
}

/** A file with one service whose lines these are. */
const service = (...lines: string[]) =>
  `services:\n  a:\n    url: https://x/\n${lines.map((line) => `    ${line}\n`).join('')}`

describe('parseServices()', () => {
  it('reads every key', () => {
    expect(configOf(full, { DB_PASSWORD: 'p@/w' })).toEqual({
      services: [
        {
          name: 'api-prod',
          url: 'https://api.example.com/',
          hosts: ['app1', 'app02', 'app03'],
          unit: 'gunicorn',
          port: 8000,
          health: 'http://127.0.0.1:8000/health/',
          balancer: { host: 'lb1', unit: 'haproxy', backend: 'api', serverName: 'api.example.com' },
          deploy: { path: '/srv/app/current', recentMs: 600_000 },
          database: {
            kind: 'postgres',
            label: 'postgres://probe@db1/orders',
            host: 'db1',
            port: 5432,
            url: 'postgres://probe:p%40%2Fw@db1/orders',
          },
          dependencies: [
            expect.objectContaining({ label: 'redis://cache1:6379' }),
            expect.objectContaining({ label: 'https://pay.example.com/healthz' }),
            expect.objectContaining({ label: 'tcp://mq1:5672' }),
          ],
          limits: { loadPerCore: 3, memory: 0.8, disk: 0.5, dbConnections: 0.9 },
          channel: 'C0123ABCD',
          allow: { users: ['U1'], groups: [], channels: [] },
        },
      ],
      ssh: {
        defaults: { user: 'probe', identity: '~/.ssh/id_ed25519', knownHosts: ['~/.ssh/known_hosts'] },
        hosts: {
          app1: { name: 'app1', address: '10.0.0.11', port: 22, jump: ['bastion'] },
          app02: { name: 'app02', jump: ['gate', 'bastion'], knownHosts: ['/etc/known', '~/known'] },
          app03: { name: 'app03', jump: ['gate', 'bastion'], knownHosts: ['/etc/known', '~/known'] },
        },
      },
    })
  })

  it('needs no more than a service with a URL or a host', () => {
    expect(configOf('services: { a: { hosts: [local] } }')).toEqual({
      services: [
        {
          name: 'a',
          hosts: ['local'],
          dependencies: [],
          limits: { loadPerCore: 2, memory: 0.9, disk: 0.95, dbConnections: 0.9 },
        },
      ],
      ssh: { defaults: {}, hosts: {} },
    })
  })

  it('counts a release as recent for 15 minutes unless told otherwise', () => {
    const { services } = configOf(service('hosts: [x]', 'deploy: { path: /srv }'))
    expect(services[0]?.deploy).toEqual({ path: '/srv', recentMs: 900_000 })
  })

  it('takes numbers from the environment', () => {
    expect(configOf(service('hosts: [x]', 'port: ${PORT}'), { PORT: '81' }).services[0]?.port).toBe(81)
  })

  it('merges aliases with <<, own keys first', () => {
    const text = 'services:\n  a: &a { hosts: [x], unit: u1, port: 1 }\n  b: { <<: *a, unit: u2 }'
    expect(configOf(text).services[1]).toMatchObject({ name: 'b', hosts: ['x'], unit: 'u2', port: 1 })
  })

  it('freezes all of it', () => {
    const config = configOf(full, { DB_PASSWORD: 'x' })
    const open: unknown[] = []
    const walk = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return
      if (!Object.isFrozen(value)) open.push(value)
      Object.values(value).forEach(walk)
    }
    walk(config)
    expect(open).toEqual([])
  })

  it('finds no host under a name that every object has', () => {
    expect(configOf(full, { DB_PASSWORD: 'x' }).ssh.hosts.constructor).toBeUndefined()
  })

  it.each([
    [
      service('hosts: [x]', 'deploy: { path: /srv, recent: abc }'),
      's.yml:5:35 Cannot use "abc" as services.a.deploy.recent: expected a duration such as 500ms, 10s or 2m',
    ],
    [service('hosts: [x]', 'port: 70000'), 's.yml:5:11 Cannot use 70000 as services.a.port: expected 1–65535'],
    [service('hosts: [x]', 'port: 80.5'), 's.yml:5:11 Cannot use 80.5 as services.a.port: expected 1–65535'],
    [service('hosts: [x]', 'unit: --all'), 's.yml:5:11 Cannot use "--all" as services.a.unit: expected a systemd unit'],
    [
      service('hosts: [x]', 'unit: "a;reboot"'),
      's.yml:5:11 Cannot use "a;reboot" as services.a.unit: expected a systemd unit',
    ],
    [service('hosts: [x]', 'unit:'), 's.yml:5:10 Cannot use nothing as services.a.unit: expected a systemd unit'],
    [
      service('hosts: [x]', 'deploy: { recent: 1m }'),
      's.yml:5:5 Missing services.a.deploy.path: expected an absolute path',
    ],
    [
      service('hosts: [x]', 'deploy: /srv'),
      's.yml:5:13 Cannot use "/srv" as services.a.deploy: expected a map such as { path: /srv/app/current, recent: 15m }',
    ],
    [service('host: [x]'), 's.yml:4:5 Unknown key services.a.host: did you mean hosts?'],
    [service('Hosts: [x]'), 's.yml:4:5 Unknown key services.a.Hosts: did you mean hosts?'],
    [service('zebra: 1'), 's.yml:4:5 Unknown key services.a.zebra: expected one of url, hosts, unit'],
    [
      service('hosts: ["app[9-1]"]'),
      's.yml:4:13 Cannot use "app[9-1]" as services.a.hosts[0]: expected the lower number first, as in [1-9]',
    ],
    [
      service('hosts: [-oProxyCommand=id]'),
      's.yml:4:13 Cannot use "-oProxyCommand=id" as services.a.hosts[0]: expected a host name',
    ],
    [
      service('hosts: app1'),
      's.yml:4:12 Cannot use "app1" as services.a.hosts: expected a list of hosts such as [app1, "app[02-20]"]',
    ],
    [service('hosts: [a, b, "[a,c]"]'), 's.yml:4:19 Host a is listed twice in services.a.hosts: expected once'],
    [service('hosts: ["a[1-600]", "b[1-600]"]'), 's.yml:4:5 Too many hosts in services.a.hosts: expected at most 1000'],
    [service('unit: x'), 's.yml:4:5 Cannot look at services.a.unit without hosts: expected services.a.hosts'],
    [
      service('limits: { memory: 101% }'),
      's.yml:4:23 Cannot use "101%" as services.a.limits.memory: expected a percentage such as 90% or a ratio such as 0.9',
    ],
    [service('limits: { memory: 90 }'), 's.yml:4:23 Cannot use 90 as services.a.limits.memory: expected a percentage'],
    [
      service('limits: { load_per_core: 0 }'),
      's.yml:4:30 Cannot use 0 as services.a.limits.load_per_core: expected a number above 0',
    ],
    [service('channel: "#ops"'), 's.yml:4:14 Cannot use "#ops" as services.a.channel: expected a Slack channel id'],
    [
      service('allow: { users: [bob] }'),
      's.yml:4:22 Cannot use "bob" as services.a.allow.users[0]: expected a Slack user id',
    ],
    [
      service('database: redis'),
      's.yml:4:15 Cannot use "redis" as services.a.database: expected a URL such as postgres://',
    ],
    [
      service('database: redis://cache1'),
      's.yml:4:15 Cannot use "redis://cache1" as services.a.database: expected a URL such as postgres://',
    ],
    [
      service('dependencies: ["tcp://a:1", "tcp://a:1"]'),
      's.yml:4:33 services.a.dependencies[1] repeats an earlier dependency: expected it once',
    ],
    [
      service('dependencies: ["postgres://u:p@d", "postgres://u:q@d"]'),
      's.yml:4:40 services.a.dependencies[1] repeats an earlier dependency: expected it once',
    ],
    ['services: { a: {} }', 's.yml:1:13 Nothing to look at in services.a: expected hosts or url'],
    [
      'services: { "a b": { url: "http://x/" } }',
      's.yml:1:13 Cannot use the name services."a b": expected a service name',
    ],
    ['services: {}', 's.yml:1:11 No service in services: expected at least one'],
    ['services: 5', 's.yml:1:11 Cannot use 5 as services: expected a map of services'],
    ['ssh: {}', 's.yml:1:1 Missing services: expected a map of services'],
    ['', 's.yml:1:1 The file is empty: expected services: with at least one service'],
    ['- a', 's.yml:1:1 Cannot use a list as services.yml: expected a map with the keys ssh and services'],
    [
      `${service()}ssh: { hosts: { a: { jump: a } } }`,
      's.yml:4:28 ssh.hosts.a.jump goes in a circle (a → a): expected a way that ends',
    ],
    [
      `${service()}ssh: { hosts: { a: { jump: b }, b: { jump: [c, a] } } }`,
      's.yml:4:28 ssh.hosts.a.jump goes in a circle (a → b → a): expected a way that ends',
    ],
    [
      `${service()}ssh: { hosts: { a: { jump: local } } }`,
      's.yml:4:28 Cannot go through local in ssh.hosts.a.jump: expected another host',
    ],
    [
      `${service()}ssh: { hosts: { a: { jump: [b, -x] } } }`,
      's.yml:4:32 Cannot use "-x" as ssh.hosts.a.jump[1]: expected a host name',
    ],
    [`${service()}ssh: { hosts: { local: {} } }`, 's.yml:4:17 Cannot use the name ssh.hosts.local: expected another'],
    [
      `${service()}ssh: { hosts: { "a[1-2]": {}, a2: {} } }`,
      's.yml:4:31 Host a2 of ssh.hosts.a2 is already in ssh.hosts."a[1-2]": expected once',
    ],
    [
      `${service()}ssh: { hosts: { "a[1-2]": { address: x } } }`,
      's.yml:4:29 Cannot give the hosts of ssh.hosts."a[1-2]" one address',
    ],
    [
      `${service()}ssh: { identity: id_rsa }`,
      's.yml:4:18 Cannot use "id_rsa" as ssh.identity: expected an absolute path or one below the home directory',
    ],
    [
      service('channel: C1', 'channel: C2'),
      's.yml:5:5 Duplicate key services.a.channel: expected once, and it is already on line 4',
    ],
    ['services:\n\ta: 1', 's.yml:2:1 Not valid YAML: Tabs are not allowed as indentation: expected spaces'],
    [
      'services: { a: { hosts: [app[1-2]] } }',
      's.yml:1:29 Not valid YAML: Missing , or : between flow sequence items (write host ranges in quotes: "app[01-20]")',
    ],
    ['services: { a: { dependencies: [tcp://${H}:1] } }', '(write values with ${…} in quotes inside [ ] and { })'],
    [
      'services: { a: { health: { url: http://${H}/, headers: { X: "hidd99" } } } }',
      's.yml:1:41 Not valid YAML: Unexpected flow-map-start at node end (write values with ${…} in quotes inside [ ] and { })',
    ],
    ['services: !!js/function x', 's.yml:1:11 Not valid YAML: Unresolved tag'],
    ['services: *none', 's.yml:1:11 Unknown alias *none: expected an anchor &none before it'],
    ['a: 1\n---\nb: 2', 's.yml:2:1 Not valid YAML: A second document begins here: expected one document in the file'],
  ])('says what is wrong with %j', (text, error) => {
    expect(errorsOf(text)).toContain(error)
  })

  it('reports every error at once, in the order of the file', () => {
    const text = service(
      'hosts: ["app[2-1]"]',
      'port: x',
      'colour: red',
      'database: postgres://u:${NOPE}@db1/x',
      'unit: "?"',
    )
    expect(
      errorsOf(text)
        .replaceAll(/ (?=[A-Z]).*/g, '')
        .split('\n'),
    ).toEqual(['s.yml:4:13', 's.yml:5:11', 's.yml:6:5', 's.yml:7:15', 's.yml:8:11'])
  })

  it.each([
    [{}, 'environment variable NOPE is not set: expected it in the environment, or a default as in ${NOPE:-…}'],
    [{ NOPE: '' }, 'environment variable NOPE is empty: expected a value, or ${NOPE:-} to allow none'],
  ])('names a variable missing from %j once, with its place', (env, problem) => {
    const line = `s.yml:4:11 Cannot fill in services.a.unit: ${problem}`
    expect(unsetOf(service('unit: ${NOPE}', 'hosts: [x]'), env)).toEqual([['a', line]])
  })

  it('a missing variable stops the services that use it, and no other', () => {
    const text = `${service('unit: ${NOPE}', 'hosts: ["${HOST}"]')}  b: { url: "https://y/" }\n  c: { url: "\${NOPE}" }\n`
    expect(configOf(text).services.map(({ name }) => name)).toEqual(['b'])
    expect(unsetOf(text).map(([name]) => name)).toEqual(['a', 'c'])
    expect(unsetOf(text)[0]?.[1]).toMatch(/unit: environment variable NOPE[^]*hosts\[0\]: environment variable HOST/)
  })

  it.each([
    ['in the part on ssh', 'ssh: { user: "${NOPE}" }\nservices: { a: { url: "https://x/" } }'],
    ['beside an error', 'services: { a: { url: "${NOPE}" }, b: { url: nonsense } }'],
    ['that is no name', 'services: { a: { url: "${" } }'],
  ])('a variable %s stops the file', (_where, text) => {
    expect(errorsOf(text)).toMatch(/variable/)
  })

  it('never shows what came from the environment, nor a password that stands in the file', () => {
    const text = service(
      'database: "postgres://u:${PW}@-db/x"',
      'channel: ${PW}',
      'dependencies: ["redis://u:hunter2/x@c"]',
    )
    const errors = errorsOf(text, { PW: 'S3cr3t' })
    expect(errors).toContain('Cannot use "postgres://***@-db/x" (with variables filled in) as services.a.database')
    expect(errors).toContain('Cannot use "${PW}" (with variables filled in) as services.a.channel')
    expect(errors).toContain('Cannot use "redis://***@c" as services.a.dependencies[0]')
    expect(errors).not.toMatch(/S3cr3t|hunter2/)
  })
})
