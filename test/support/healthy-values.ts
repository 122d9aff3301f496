import type { Observation } from '../../src/checklist/observation.ts'
import type { HttpAnswer } from '../../src/probe/answer.ts'
import type { ProbeId } from '../../src/probe/reading.ts'
import type { Unit } from '../../src/probe/units.ts'
import type { ProbeValues } from '../../src/probe/values.ts'

const clock = Date.parse('2026-03-02T10:00:00.000Z')
const daysAgo = (days: number) => new Date(clock - days * 86_400_000).toISOString()

const made = new Map<string, ProbeValues>()

/** What each observation sees in a world where all is well; noise included that must not be blamed. Made once a place. */
export function healthyValues({ probe, host, subject }: Observation): ProbeValues[ProbeId] {
  const place = `${host} ${subject}`
  const values = made.get(place) ?? valuesAt(host, subject)
  made.set(place, values)
  return values[probe]
}

function valuesAt(host: string, subject: string): ProbeValues {
  return {
    host: {
      os: 'debian 12',
      kernel: '6.1.0',
      cores: 4,
      uptimeSeconds: 2e6,
      init: 'systemd',
      user: 'probe',
      groups: [],
      clockSeconds: clock / 1000,
    },
    load: { one: 1.2, five: 1.1, fifteen: 1, runnable: 2, processes: 200, cores: 4 },
    cpu: { sampleMs: 400, busy: 0.3, iowait: 0.01, steal: 0 },
    pressure: { cpu: calm, memory: calm, io: calm },
    memory: { totalBytes: 8e9, availableBytes: 5e9, swapTotalBytes: 1e9, swapFreeBytes: 9e8 },
    disk: {
      mounts: [{ mount: '/', device: '/dev/vda1', totalBytes: 4e10, availableBytes: 2e10, used: 0.5, inodesUsed: 0.1 }],
    },
    mounts: { looked: 30, readOnly: [] },
    files: { open: 2000, max: 800_000, processes: [{ pid: 100, name: 'gunicorn', open: 30, limit: 1024 }] },
    oom: { kills: [], killsSinceBoot: 3, isLogReadable: true },
    network: {
      sampleMs: 400,
      listenOverflows: 0,
      listenDrops: 0,
      listenOverflowsTotal: 5000,
      listenDropsTotal: 5000,
      socketsInUse: 90,
      timeWait: 20,
      orphans: 0,
      tcpMemoryPages: 50,
    },
    units: { units: unitsOn(host), otherFailed: ['apt-daily.service'] },
    journal: { unit: subject, lines: [] },
    listeners: { sockets: [{ address: '0.0.0.0', port: host.startsWith('lb') ? 80 : 8000, queued: 0, backlog: 2048 }] },
    workers: { processes: [worker(100), worker(101), worker(102)] },
    'kernel-limits': {
      backlogMax: 4096,
      localPorts: { first: 32_768, last: 60_999 },
      pidMax: 4_194_304,
      openFilesMax: 1_048_576,
    },
    connections: { states: { ESTAB: 20 }, peers: [] },
    release: { path: '/srv/app/current', target: '/srv/app/releases/41', changedAt: daysAgo(6), previous: '40' },
    'config-files': { files: [{ path: '/etc/systemd/system/gunicorn.service', changedAt: daysAgo(60) }] },
    resolve: { name: subject, addresses: [addressOf(subject)], durationMs: 2 },
    'balancer-config': {
      kind: host.startsWith('lb') ? 'haproxy' : 'unknown',
      sockets: host.startsWith('lb') ? ['/run/haproxy/admin.sock'] : [],
      servers: host.startsWith('lb')
        ? [
            { group: 'web', address: '10.0.0.11:8000', flags: 'check' },
            { group: 'web', address: '10.0.0.12:8000', flags: 'check' },
          ]
        : [],
      healthPaths: ['/health/'],
      makes503: [],
    },
    'proxy-log': { program: host.startsWith('lb') ? 'haproxy' : 'unknown', path: '/var/log/haproxy.log', lines: [] },
    edge: { url: subject, tries: [page(200), page(200), page(200), page(200)] },
    health: { url: subject, tries: [page(200), page(200)] },
    port: { kind: 'answered', connectMs: 1 },
    'balancer-servers': {
      servers: [server('app1', '10.0.0.11:8000'), server('app2', '10.0.0.12:8000')],
      backends: [{ name: 'web', status: 'UP', activeServers: 2, queue: 0, sessions: 3, http5xx: 12 }],
      frontends: [{ name: 'http', status: 'OPEN', sessions: 3, limit: 2000, deniedRequests: 0 }],
    },
    database: healthyDatabase,
    pooler: {
      pools: [
        {
          database: 'orders',
          user: 'app',
          clientsActive: 3,
          clientsWaiting: 0,
          serversActive: 3,
          serversIdle: 2,
          serversUsed: 0,
          maxWaitSeconds: 0,
          poolMode: 'transaction',
        },
      ],
    },
    'dependency-http': { url: subject, tries: [page(200)] },
    'dependency-tcp': { kind: 'answered', connectMs: 1 },
    'dependency-redis': {
      kind: 'answered',
      latencyMs: 1,
      role: 'master',
      connectedClients: 12,
      maxClients: 10_000,
      usedMemoryBytes: 1e6,
      maxMemoryBytes: 0,
    },
    'dependency-postgres': healthyDatabase,
  }
}

const calm = { some10: 1, some60: 1, full10: 0, full60: 0 }

const healthyDatabase: ProbeValues['database'] = {
  kind: 'answered',
  version: '15.6',
  connectMs: 4,
  isInRecovery: false,
  isReadOnly: false,
  startedAt: daysAgo(40),
  maxConnections: 100,
  reservedConnections: 3,
  usedConnections: 12,
  sessions: [
    {
      user: 'app',
      application: 'gunicorn',
      client: '10.0.0.11',
      state: 'idle',
      count: 5,
      oldestSeconds: 300,
      waitingOnLock: 0,
    },
    {
      user: 'app',
      application: 'gunicorn',
      client: '10.0.0.12',
      state: 'active',
      count: 2,
      oldestSeconds: 0.2,
      waitingOnLock: 0,
    },
  ],
  blockers: [],
  roleLimits: [],
  databaseLimit: -1,
  databaseUsed: 12,
  seesAllSessions: true,
}

/** A response as nobody's page in particular. */
export function page(status: number, parts: Partial<HttpAnswer> = {}): HttpAnswer {
  return {
    kind: 'answered',
    status,
    statusText: status === 200 ? 'OK' : '',
    httpVersion: '1.1',
    headers: [],
    body: 'ok',
    bodyBytes: 2,
    firstByteMs: 20,
    totalMs: 25,
    ...parts,
  }
}

/** HAProxy's own page. */
export function haproxy503(): HttpAnswer {
  const body =
    '<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n'
  return page(503, {
    statusText: 'Service Unavailable',
    headers: [
      ['content-length', '107'],
      ['cache-control', 'no-cache'],
      ['content-type', 'text/html'],
    ],
    body,
    bodyBytes: body.length,
  })
}

/** nginx's own page. */
export function nginx503(): HttpAnswer {
  const body =
    '<html>\r\n<head><title>503 Service Temporarily Unavailable</title></head>\r\n<body>\r\n<center><h1>503 Service Temporarily Unavailable</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n'
  return page(503, {
    statusText: 'Service Temporarily Unavailable',
    headers: [
      ['Server', 'nginx/1.22.1'],
      ['Content-Type', 'text/html'],
    ],
    body,
    bodyBytes: body.length,
  })
}

function worker(pid: number): ProbeValues['workers']['processes'][number] {
  return { pid, parentPid: 1, name: 'gunicorn', state: 'S', startedAt: daysAgo(21), threads: 1, rssBytes: 5e7 }
}

/** A unit that runs since three weeks. */
export function unit(name: string, parts: Partial<Unit> = {}): Unit {
  return {
    name: `${name}.service`,
    loadState: 'loaded',
    activeState: 'active',
    subState: 'running',
    result: 'success',
    mainPid: 100,
    restarts: 0,
    activeSince: daysAgo(21),
    mainStartedAt: daysAgo(21),
    ...parts,
  }
}

function unitsOn(host: string): readonly Unit[] {
  const absent = { loadState: 'not-found', activeState: 'inactive', subState: 'dead', mainPid: 0 }
  const name = host.startsWith('lb') ? 'haproxy' : 'gunicorn'
  return [unit(name), unit('caddy', absent)]
}

function addressOf(name: string): string {
  return ({ app1: '10.0.0.11', app2: '10.0.0.12' } as Record<string, string>)[name] ?? '10.0.0.99'
}

/** A server of HAProxy that is up. */
export function server(
  name: string,
  address: string,
  parts: Partial<ProbeValues['balancer-servers']['servers'][number]> = {},
): ProbeValues['balancer-servers']['servers'][number] {
  return {
    backend: 'web',
    name,
    status: 'UP',
    checkStatus: 'L7OK',
    checkCode: 200,
    checkDetail: 'OK',
    secondsSinceChange: 1_800_000,
    address,
    sessions: 1,
    queue: 0,
    connectErrors: 40,
    responseErrors: 2,
    weight: 1,
    ...parts,
  }
}
