import { type Fault, run } from '../fault.ts'
import { appHosts } from '../hosts.ts'
import { fillDisk, firewall, python, restart, serviceSetting, sql } from './snippets.ts'

const failed = (...where: readonly string[]): Fault['truths'] => [{ cause: 'dependency_failure', where }]

/** PostgreSQL comes back as a standby whose primary is away. */
const asStandby = (...settings: readonly string[]): string => `
  install -o postgres -g postgres /dev/null $(echo /var/lib/postgresql/*/main)/standby.signal
  echo '${settings.join('\n')}' >> $(echo /etc/postgresql/*/main/conf.d/lab.conf)
  systemctl restart --no-block postgresql`

const redisConfiguration = (...commands: readonly string[]): string =>
  commands.map((command) => `redis-cli ${command} > /dev/null`).join('\n')

/** The dataset is read back so slowly that the server stays in LOADING for minutes. */
const slowLoad = `
  redis-cli debug populate 300000 session 10 > /dev/null
  redis-cli save > /dev/null
  systemctl stop redis-server
  printf 'key-load-delay 1500\\nloading-process-events-interval-bytes 1024\\n' >> /etc/redis/redis.conf
  systemctl start --no-block redis-server`

export const dependencyFailure: readonly Fault[] = [
  {
    id: 'redis-stopped',
    title: 'Redis is stopped',
    truths: failed('cache1'),
    inject: [run('cache1', 'systemctl stop redis-server')],
    symptom: { edge: [503] },
    isInThird: true,
  },
  {
    id: 'redis-frozen',
    title: 'Redis accepts connections and answers nothing',
    truths: failed('cache1'),
    inject: [run('cache1', 'systemctl kill --signal=STOP redis-server')],
    symptom: { edge: [503] },
    isInThird: true,
  },
  {
    id: 'redis-loading',
    title: 'Redis restarted and loads its dataset',
    truths: failed('cache1'),
    inject: [run('cache1', `${serviceSetting('redis-server', 'TimeoutStartSec=900')}\n${slowLoad}`)],
    symptom: { edge: [503] },
  },
  {
    id: 'redis-maxclients',
    title: 'Redis has no client slot left: a job keeps them all',
    truths: failed('cache1'),
    inject: [
      run('cache1', redisConfiguration('config set maxclients 40')),
      run(
        'app2',
        python(
          'cart-watch',
          `import socket, time
held = []
while True:
    try:
        s = socket.create_connection(("cache1", 6379), 2); s.sendall(b"PING\\r\\n")
        if s.recv(100).startswith(b"+PONG"): held.append(s)
        else: time.sleep(0.1)
    except OSError: time.sleep(0.1)`,
        ),
      ),
      { kind: 'wait', seconds: 2 },
      run(
        'cache1',
        'for client in $(redis-cli client list | grep -e cmd=incr -e cmd=set | grep -o "^id=[0-9]*" | cut -d= -f2); do redis-cli client kill id $client; done > /dev/null 2>&1 || true',
      ),
      run(appHosts, restart('shop')),
    ],
    symptom: { edge: [503] },
  },
  {
    id: 'redis-out-of-memory',
    title: 'Redis is at maxmemory with noeviction: reads work, writes fail',
    truths: failed('cache1'),
    inject: [
      run(
        'cache1',
        redisConfiguration(
          'config set maxmemory 24mb',
          'config set maxmemory-policy noeviction',
          'debug populate 200000 basket 100',
        ),
      ),
    ],
    symptom: { edge: [503] },
    isInThird: true,
  },
  {
    id: 'redis-partition',
    title: 'A partition that only the application hosts see: everybody else reaches Redis',
    truths: failed('cache1'),
    inject: [run('cache1', firewall('ip saddr { 10.53.0.11, 10.53.0.12 } tcp dport 6379'))],
    symptom: { edge: [503] },
    isInThird: true,
  },
  {
    id: 'dns-failure',
    title: "The payment provider's name does not resolve any more",
    truths: failed('pay1'),
    inject: [{ kind: 'forget-names', names: ['pay1'] }],
    symptom: { edge: [503] },
    isInThird: true,
  },
  {
    id: 'db-stopped',
    title: 'PostgreSQL is stopped',
    truths: failed('db1'),
    inject: [run('db1', 'systemctl stop postgresql')],
    symptom: { edge: [503] },
  },
  {
    id: 'db-stopped-nginx',
    title: 'PostgreSQL is stopped, behind nginx: the application itself answers 503',
    truths: failed('db1'),
    layout: 'nginx',
    inject: [run('db1', 'systemctl stop postgresql')],
    symptom: { edge: [503] },
    isInThird: true,
  },
  {
    id: 'db-frozen',
    title: 'PostgreSQL hangs: connections open, nothing is answered',
    truths: failed('db1'),
    inject: [run('db1', 'pkill -STOP -u postgres -x postgres')],
    symptom: { edge: [503, 502, 504, 0], settleSeconds: 8 },
  },
  {
    id: 'db-in-recovery',
    title: 'PostgreSQL is in recovery and accepts no connection',
    truths: failed('db1'),
    inject: [run('db1', asStandby('hot_standby = off'))],
    symptom: { edge: [503] },
    isInThird: true,
  },
  {
    id: 'db-read-only-standby',
    title: 'The application talks to a standby: reads work, writes fail',
    truths: failed('db1'),
    inject: [run('db1', asStandby('hot_standby = on'))],
    symptom: { edge: [503] },
  },
  {
    id: 'db-read-only-setting',
    title: 'The database was set to read-only',
    truths: failed('db1'),
    inject: [
      run(
        'db1',
        sql(
          "alter system set default_transaction_read_only = on;\nselect pg_reload_conf();\nselect count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'shop';",
        ),
      ),
    ],
    symptom: { edge: [503] },
  },
  {
    id: 'db-disk-full',
    title: "The database's own disk is full",
    truths: failed('db1'),
    inject: [
      run(
        'db1',
        `${fillDisk('/var/lib/postgresql/dump.sql')}
        su postgres -c "psql -q -d shop" <<'SQL' || true
insert into visits (page) select 'filler' from generate_series(1, 100000);
SQL`,
      ),
    ],
    symptom: { edge: [503] },
  },
  {
    id: 'db-password-changed',
    title: "The application's database password was rotated without telling it",
    truths: failed('db1'),
    inject: [
      run(
        'db1',
        sql(
          "alter role app password 'rotated';\nselect count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'shop';",
        ),
      ),
    ],
    symptom: { edge: [503] },
  },
  {
    id: 'db-host-dead',
    title: 'The database host is off',
    truths: failed('db1'),
    inject: [{ kind: 'power-off', hosts: ['db1'] }],
    symptom: { edge: [503, 502, 504, 0], settleSeconds: 8 },
  },
  {
    id: 'pay-stopped',
    title: 'The HTTP dependency is down',
    truths: failed('pay1'),
    inject: [run('cache1', 'systemctl stop pay')],
    symptom: { edge: [503] },
  },
  {
    id: 'pay-500',
    title: 'The HTTP dependency answers 500',
    truths: failed('pay1'),
    inject: [run('cache1', 'touch /srv/pay/ledger-lost')],
    symptom: { edge: [503] },
    isInThird: true,
  },
]
