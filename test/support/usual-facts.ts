import type { FindingFacts } from '../../src/checklist/finding-facts.ts'
import type { FindingId } from '../../src/checklist/finding-ids.ts'

const served = { status: 200, firstByteMs: 0 }
const unserved = { bad: 0, tries: 0 }
const words = { program: 'unknown', path: '', meaning: '', supports: '' } as const
const unit = { unit: '', role: 'app' } as const
const exit = { result: '', exitStatus: 0, restarts: 0 }
const workers = { processes: 0, stopped: 0, waiting: 0 }
const load = { perCore: 0, limit: 0 }
const cpu = { busy: 0, steal: 0, throttledInSample: 0 }
const used = { used: 0, limit: 0 }
const mount = { ...used, mount: '' }
const files = { open: 0, max: 0, processes: 0 }
const kill = { process: '', isCgroup: false }
const drops = { listenOverflows: 0, listenDrops: 0 }
const queue = { port: 0, queued: 0, backlog: 0 }
const tries = { url: '', bad: 0, tries: 0 }
const failure = { failure: 'reset', phase: 'answer' } as const
const balancer = { balancer: 'lb1' }
const server = {
  ...balancer,
  server: '',
  backend: '',
  address: '',
  status: '',
  checkStatus: '',
  checkCode: 0,
  checkDetail: '',
  sinceSeconds: 0,
}
const asked = { fromHost: true }
const slots = { ...asked, used: 0, usable: 0, share: 0 }
const refusal = { ...asked, code: '', message: '' }
const endpoint = { ...asked, kind: 'redis' } as const
const release = { release: '', previous: '', path: '', ageSeconds: 3600 }
const start = { unit: '', ageSeconds: 3600, restarts: 0 }

/** Facts that say nothing, for findings of which a case names what matters to it. */
export const usualFacts: { readonly [I in FindingId]: FindingFacts[I] } = {
  'edge-served': served,
  'edge-slow': served,
  'edge-unavailable': unserved,
  'edge-intermittent': unserved,
  'edge-rate-limited': { program: '' },
  'edge-responder': { program: '', certainty: 'unknown', meaning: '' },
  'edge-from-balancer': { served: false },
  'proxy-limiting': { ...words, signature: '', line: '' },
  'proxy-log-line': { ...words, signature: '', line: '' },
  'proxy-log-no-entry': { ...words, next: '' },
  'config-makes-503': { program: 'unknown', file: '', line: '', isLimit: false },
  'unit-active': { ...unit, restarts: 0 },
  'unit-failed': { ...unit, ...exit },
  'unit-inactive': { ...unit, ...exit },
  'unit-missing': { ...unit, how: 'does not exist' },
  'unit-crash-looping': { ...unit, ...exit, exit: '' },
  'unit-restarting': { ...unit, restarts: 0 },
  'unit-starting': unit,
  'unit-stopping': unit,
  'unit-killed-for-memory': { ...unit, ...exit },
  'other-unit-failed': { count: 0 },
  'process-running': {},
  'process-missing': {},
  'process-frozen': { ...workers, pid: 0, pids: '' },
  listening: { port: 8000 },
  'not-listening': { port: 8000 },
  'listening-on-loopback-only': { port: 8000 },
  'journal-line': { unit: '', signature: '', meaning: '', supports: '', line: '' },
  'host-stuck': { detail: '' },
  'load-ok': load,
  'load-high': load,
  'cpu-ok': cpu,
  'cpu-saturated': cpu,
  'cpu-stolen': cpu,
  'cpu-throttled': cpu,
  'pressure-ok': { full10: 0 },
  'memory-pressure': { full10: 0, some10: 0 },
  'io-pressure': { full10: 0 },
  'memory-ok': used,
  'memory-high': used,
  'swap-exhausted': used,
  'unit-memory-at-limit': { used: 0 },
  'tasks-exhausted': { tasks: 0, tasksMax: 0 },
  'disk-ok': used,
  'disk-full': mount,
  'disk-high-elsewhere': mount,
  'inodes-exhausted': mount,
  'mount-read-only': { mount: '/', device: '/dev/vda1', type: 'ext4', against: 'mount' },
  'files-ok': files,
  'files-exhausted': files,
  'oom-kill': kill,
  'old-oom-kill': kill,
  'network-ok': drops,
  'accept-queue-overflowing': drops,
  'conntrack-full': { ...drops, trackedMax: 0 },
  'local-ports-exhausted': { used: 0, count: 0, peer: '' },
  'accept-queue-ok': queue,
  'accept-queue-full': queue,
  'accept-queue-growing': queue,
  'workers-stuck': workers,
  'health-ok': {},
  'health-slow': { firstByteMs: 0 },
  'health-failing': { ...tries, status: 0, body: '' },
  'health-no-answer': failure,
  'health-intermittent': tries,
  'app-serves': {},
  'app-does-not-serve': {},
  'server-up': server,
  'server-down': server,
  'server-unresolved': server,
  'server-flapping': server,
  'server-at-limit': server,
  'backend-down': { ...balancer, backend: '' },
  'balancer-connects': { ...balancer, address: '' },
  'balancer-cannot-connect': { ...balancer, address: '', failure: 'reset' },
  'frontend-denying': { ...balancer, denied: 0 },
  'frontend-at-limit': { program: 'haproxy', lacks: 'connections', sessions: 0, limit: 0 },
  'balancer-recognised': { kind: 'unknown', servers: 0 },
  'balancer-part-missing': { key: '', wanted: '' },
  'servers-of-others-down': { ...balancer, servers: 0 },
  'statistics-incomplete': { ...balancer, rowsLeftOut: 0 },
  'database-ok': slots,
  'connections-exhausted': slots,
  'connections-refused': refusal,
  'role-limit-reached': { ...asked, used: 0, limit: Number.POSITIVE_INFINITY },
  'lock-pile-up': { ...asked, pid: 0, waiters: 0, state: '', seconds: 0, user: '', client: '' },
  'idle-in-transaction': { ...asked, count: 0, seconds: 0, client: '', user: '' },
  'database-unavailable': refusal,
  'database-read-only': { ...asked, recovery: false },
  'database-unreachable': failure,
  'database-reachable': {},
  'database-from-bot': { ...asked, ...failure },
  'database-name-unresolved': { name: '' },
  'database-slow': { ...asked, connectMs: 0 },
  'database-restarted': asked,
  'pool-ok': {},
  'pool-queueing': { pool: '' },
  'pool-waiting': { pool: '' },
  'dependency-ok': endpoint,
  'dependency-slow': endpoint,
  'dependency-unreachable': { ...endpoint, ...failure },
  'dependency-refusing': { ...endpoint, problem: '' },
  'dependency-read-only': endpoint,
  'dependency-name-unresolved': { name: '', kind: 'redis' },
  'dependency-from-bot': { ...endpoint, answers: false },
  'release-recent': release,
  'release-settled': release,
  'release-mixed': { releases: 0 },
  'release-missing': { path: '', target: '' },
  'unit-started-recently': start,
  'unit-running-since': start,
  'config-changed-recently': { path: '', ageSeconds: 0 },
  'server-in-maintenance': server,
  'server-draining': server,
  unseen: { what: '', probe: '', reason: 'timed-out', detail: '', fix: '', isEssential: false },
}
