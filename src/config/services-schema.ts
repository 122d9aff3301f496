import { z } from 'zod'
import { type Checked, right, wrong } from '../service/checked.ts'
import { expandHosts } from '../service/expand-hosts.ts'
import { checkName } from '../service/name-rules.ts'
import { parseEndpoint } from '../service/parse-endpoint.ts'
import type { Endpoint } from '../service/service.ts'
import {
  durationField,
  keyField,
  listField,
  looseField,
  mapField,
  nameField,
  oneOrMoreField,
  portField,
  ratioField,
  textField,
} from './fields.ts'
import { edgeField, hostWebField, longDependencyField } from './web-fields.ts'

const hosts = listField(
  textField('a host name or a range such as app[01-20]', expandHosts, {
    description:
      'A host of ssh.hosts, an alias of ~/.ssh/config, a name or an address; a range app[01-20]; or local, this machine.',
    examples: ['app1', 'app[02-20]', 'local'],
  }),
  'a list of hosts such as [app1, "app[02-20]"]',
)

const expectedUrl = 'a URL such as https://api.example.com/'

const balancer = mapField(
  {
    host: nameField('host', 'The host that the balancer runs on.', ['lb1']),
    unit: nameField('unit', 'Its systemd unit; HAProxy and nginx are recognised without it.', [
      'haproxy',
    ]).exactOptional(),
    backend: nameField(
      'backend',
      'The backend, upstream or director of this service, if the balancer serves others, too. Default: what the name in url and the addresses of hosts lead to.',
      ['api'],
    ).exactOptional(),
    server_name: nameField('host', 'The name by which the balancer knows this service, if it is not the one in url.', [
      'api.example.com',
    ]).exactOptional(),
  },
  'a map such as { host: lb1, unit: haproxy }',
)

const deploy = mapField(
  {
    path: nameField('path', 'The release link, or the directory that a release changes.', ['/srv/app/current']),
    recent: durationField(
      'a duration such as 500ms, 10s or 2m',
      'How long a release counts as just rolled out. Default 15m.',
      ['15m', '1h'],
    ).exactOptional(),
  },
  'a map such as { path: /srv/app/current, recent: 15m }',
)

const expectedDatabase = 'a URL such as postgres://probe:${DB_PASSWORD}@db1/orders'

function parseDatabase(text: string): Checked<Endpoint> {
  const endpoint = parseEndpoint(text)
  return endpoint.kind === 'right' && endpoint.value.kind !== 'postgres' ? wrong(expectedDatabase) : endpoint
}

const dependency = z.union(
  [
    textField('a URL such as redis://cache1:6379', parseEndpoint, {
      description: 'Something the application talks to.',
      examples: ['redis://cache1:6379', 'https://pay.example.com/healthz', 'tcp://mq1:5672'],
    }),
    longDependencyField,
  ],
  'a URL such as redis://cache1:6379, or a map such as { url: https://pay.example.com/healthz, method: HEAD }',
)

const limits = mapField(
  {
    load_per_core: looseField(
      'a number above 0 and below 10000, such as 2',
      (text) =>
        /^\d{1,4}(\.\d{1,6})?$/.test(text) && Number(text) > 0
          ? right(Number(text))
          : wrong('a number above 0 and below 10000, such as 2'),
      { description: 'Load average per processor core from which a host is overloaded. Default 2.', examples: [2] },
    ).exactOptional(),
    memory: ratioField('Share of memory in use from which a host is short of it. Default 90%.').exactOptional(),
    disk: ratioField('Share of a file system in use from which it counts as full. Default 95%.').exactOptional(),
    db_connections: ratioField(
      'Share of usable database connections from which they run out. Default 90%.',
    ).exactOptional(),
  },
  'a map such as { memory: 90%, disk: 95% }',
)

const allow = mapField(
  {
    users: listField(nameField('slackUser', 'A Slack user id.', ['U0123ABCD']), 'a list such as [U0123ABCD]')
      .min(1, 'at least one id such as [U0123ABCD]: an empty list would let everybody in')
      .meta({ description: 'These users.' })
      .exactOptional(),
    groups: listField(nameField('slackGroup', 'A Slack user group id.', ['S0123ABCD']), 'a list such as [S0123ABCD]')
      .min(1, 'at least one id such as [S0123ABCD]: an empty list would let everybody in')
      .meta({ description: 'Members of these user groups.' })
      .exactOptional(),
    channels: listField(nameField('slackChannel', 'A Slack channel id.', ['C0123ABCD']), 'a list such as [C0123ABCD]')
      .min(1, 'at least one id such as [C0123ABCD]: an empty list would let everybody in')
      .meta({ description: 'In these channels only.' })
      .exactOptional(),
  },
  'a map such as { groups: [S0123ABCD] }',
)

/** One service as written; also what the flags of the command line are checked by. */
export const serviceSchema = mapField(
  {
    url: edgeField({
      expected: expectedUrl,
      description: 'What users hit; asked from the machine slash503 runs on.',
      example: 'https://api.example.com/',
    }).exactOptional(),
    hosts: hosts.meta({ description: 'The hosts that serve it, at most 1,000.' }).exactOptional(),
    unit: nameField('unit', 'The systemd unit of the application.', ['gunicorn']).exactOptional(),
    port: portField('The TCP port that the application listens on.', 8000).exactOptional(),
    health: hostWebField({
      expected: 'a URL such as http://127.0.0.1:8000/health/',
      description: "The health endpoint, asked from each host's own position: 127.0.0.1 is that host.",
      example: 'http://127.0.0.1:8000/health/',
    }).exactOptional(),
    balancer: balancer.meta({ description: 'The balancer in front, if it is a host of yours.' }).exactOptional(),
    deploy: deploy.meta({ description: 'Where a release shows.' }).exactOptional(),
    database: textField(expectedDatabase, parseDatabase, {
      description: 'The PostgreSQL database or pgbouncer, with a user that may read pg_stat_activity.',
      examples: ['postgres://probe:${DB_PASSWORD}@db1/orders'],
    }).exactOptional(),
    dependencies: listField(dependency, 'a list such as ["redis://cache1:6379", "tcp://mq1:5672"]')
      .meta({ description: "What the application talks to, asked from the hosts' position." })
      .exactOptional(),
    limits: limits.meta({ description: 'Where a measure turns from fine to a fault.' }).exactOptional(),
    channel: nameField('slackChannel', 'The Slack channel that hears of this service.', ['C0123ABCD']).exactOptional(),
    allow: allow
      .meta({ description: 'Who may check it in Slack. Default: everyone in the workspace.' })
      .exactOptional(),
  },
  'a map of settings such as { url: https://api.example.com/, hosts: [app1] }',
)

const access = {
  user: nameField('user', 'Login name on the host.', ['probe']).exactOptional(),
  port: portField('Port of its SSH server. Default 22.', 22).exactOptional(),
  identity: nameField('localPath', 'Private key file; without it the keys of ~/.ssh/config and the agent.', [
    '~/.ssh/id_ed25519',
  ]).exactOptional(),
  known_hosts: oneOrMoreField(
    nameField('localPath', 'A known_hosts file.', ['~/.ssh/known_hosts']),
    'a path such as ~/.ssh/known_hosts, or a list of paths',
  )
    .meta({ description: 'Where host keys are pinned; one file or a list of files.' })
    .exactOptional(),
}

const jumpHost = nameField('host', 'A host of ssh.hosts, an alias of ~/.ssh/config, a name or an address.', ['bastion'])

const hostSchema = mapField(
  {
    address: nameField('host', 'Name or IP address to connect to. Default: its name.', ['10.0.0.11']).exactOptional(),
    ...access,
    jump: oneOrMoreField(jumpHost, 'a host such as bastion, or a list of hosts')
      .meta({
        description: 'Host to go through, or a list, nearest first; [] goes straight whatever ~/.ssh/config says.',
      })
      .exactOptional(),
  },
  'a map such as { address: 10.0.0.11, jump: bastion }',
)

const sshSchema = mapField(
  {
    ...access,
    hosts: z
      .record(
        keyField(expandHosts, 'A host, or a range of them.'),
        hostSchema,
        'a map of hosts such as { app1: { address: 10.0.0.11 } }',
      )
      .meta({ description: 'Hosts by name; a range such as app[01-20] stands for each of them.' })
      .exactOptional(),
  },
  'a map such as { user: probe, identity: ~/.ssh/id_ed25519 }',
)

/** services.yml as written. Output is each value as the configuration has it, still under the keys of the file. */
export const servicesSchema = mapField(
  {
    ssh: sshSchema
      .meta({ description: 'How to reach the hosts; what is absent comes from ~/.ssh/config.' })
      .exactOptional(),
    services: z
      .record(
        keyField((name) => checkName('service', name), 'What a person types.'),
        serviceSchema,
        'a map of services such as api-prod: { hosts: [app1] }',
      )
      .meta({ description: 'Services by name, as in 503 check api-prod.' }),
  },
  'a map with the keys ssh and services',
)

export type WrittenServices = z.output<typeof servicesSchema>
export type WrittenService = z.output<typeof serviceSchema>
