import { type Action, type Fault, run } from '../fault.ts'
import { appHosts } from '../hosts.ts'
import { changeCode, firewall, hoardConnections } from './snippets.ts'

const control = (id: string, title: string, inject: readonly Action[], more: Partial<Fault> = {}): Fault => ({
  id: `healthy-${id}`,
  title,
  truths: [],
  inject,
  symptom: { edge: [200] },
  ...more,
})

/** Where the check cannot look while something is wrong, or while nothing is; and more that is not wrong. */
export const blockedViews: readonly Fault[] = [
  {
    id: 'no-ssh-and-stopped',
    title: 'One host of two takes no SSH any more, and its application is stopped; the other serves',
    truths: [{ cause: 'host_unreachable', where: ['app2'] }],
    orElse: [[{ cause: 'app_not_started', where: ['app2'] }]],
    inject: [run('app2', 'systemctl stop shop ssh')],
    symptom: { edge: [200], down: ['app2'] },
    isInThird: true,
  },
  {
    id: 'no-ssh-and-redis-stopped',
    title: 'A firewall hides the SSH of one host; what users suffer from is that Redis is stopped',
    truths: [{ cause: 'dependency_failure', where: ['cache1'] }],
    inject: [run('app1', firewall('tcp dport 22')), run('cache1', 'systemctl stop redis-server')],
    symptom: { edge: [503] },
  },
  control('no-ssh', 'sshd is stopped on one host; the service is fine', [run('app2', 'systemctl stop ssh')], {
    isInconclusiveFair: true,
  }),
  control(
    'hidden-from-the-bot',
    'Database, cache and payment provider drop what comes from the bot; the application reaches them',
    [run(['db1', 'cache1'], firewall('ip saddr 10.53.1.2'))],
    { isInconclusiveFair: true },
  ),
  control('cache-at-its-limit', 'Redis is at maxmemory and evicts old keys, as it was told to', [
    run(
      'cache1',
      `redis-cli config set maxmemory 24mb > /dev/null; redis-cli config set maxmemory-policy allkeys-lru > /dev/null
      redis-cli debug populate 200000 basket 100 > /dev/null`,
    ),
  ]),
  control('many-idle-connections', 'A job keeps half of the database connections idle; the rest is enough', [
    run('app2', hoardConnections({ unit: 'dashboard', user: 'reports', statement: 'select 1', most: 10 })),
  ]),
  control('optional-errors', 'The log is full of refused connections to something that pages do without', [
    run(
      appHosts,
      `${changeCode('s/^    visits = cache.incr/    log.error("recommendations: ConnectionRefusedError: [Errno 111] Connection refused, shown without")\\n    visits = cache.incr/')}
      systemctl restart shop`,
    ),
    { kind: 'wait', seconds: 15 },
  ]),
  control('disk-filling', 'The disk is filling (87 %) and everything works', [
    run(
      'app1',
      `read -r used free < <(df --output=used,avail -k / | tail -1)
      head -c $(( (used + free) * 87 / 100 - used ))K /dev/zero > /var/log/shop/old.log`,
    ),
  ]),
]
