import { type Fault, run } from '../fault.ts'
import { appHosts } from '../hosts.ts'
import { fillDisk, hoardConnections, newRelease, restart, sql } from './snippets.ts'

const missingModule = `${newRelease('1a import payments')}
${restart('shop')}`

/** Two independent faults at once, and single faults seen over a line with 200 ms and 5 % loss. */
export const combined: readonly Fault[] = [
  {
    id: 'two-redis-and-crash-loop',
    title: 'Redis is stopped, and app2 has a release that does not start',
    truths: [
      { cause: 'dependency_failure', where: ['cache1'] },
      { cause: 'app_not_started', where: ['app2'] },
    ],
    inject: [run('cache1', 'systemctl stop redis-server'), run('app2', missingModule)],
    symptom: { edge: [503] },
    isInThird: true,
  },
  {
    id: 'two-disk-and-stopped',
    title: 'The disk of app1 is full, and app2 is stopped',
    truths: [
      { cause: 'server_overload', where: ['app1'] },
      { cause: 'app_not_started', where: ['app2'] },
    ],
    inject: [run('app1', fillDisk('/var/log/shop/debug.log')), run('app2', 'systemctl stop shop')],
    symptom: { edge: [503] },
  },
  {
    id: 'slow-crash-loop',
    title: 'A release with a missing module, seen over a slow and lossy line',
    truths: [{ cause: 'app_not_started', where: [...appHosts] }],
    inject: [run(appHosts, missingModule), { kind: 'slow-link' }],
    symptom: { edge: [503] },
  },
  {
    id: 'slow-redis-stopped',
    title: 'Redis is stopped, seen over a slow and lossy line',
    truths: [{ cause: 'dependency_failure', where: ['cache1'] }],
    inject: [run('cache1', 'systemctl stop redis-server'), { kind: 'slow-link' }],
    symptom: { edge: [503] },
    isInThird: true,
  },
  {
    id: 'slow-db-idle',
    title: 'A job keeps every database connection, seen over a slow and lossy line',
    truths: [{ cause: 'db_connections_exhausted', where: ['db1'] }],
    inject: [
      run('app2', hoardConnections({ unit: 'nightly-report', user: 'reports', statement: 'select 1', most: 60 })),
      { kind: 'wait', seconds: 2 },
      run('db1', sql("select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'shop';")),
      run(appHosts, restart('shop')),
      { kind: 'slow-link' },
    ],
    symptom: { edge: [503] },
  },
]
