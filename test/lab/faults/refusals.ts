import { type Fault, run } from '../fault.ts'
import { appHosts } from '../hosts.ts'
import { dropSessions, hoardConnections, python, restart, sql, throughPooler } from './snippets.ts'

const failed = (...where: readonly string[]): Fault['truths'] => [{ cause: 'dependency_failure', where }]
const exhausted: Fault['truths'] = [{ cause: 'db_connections_exhausted', where: ['db1'] }]

const redis = (...commands: readonly string[]): string =>
  commands.map((command) => `redis-cli ${command} > /dev/null`).join('\n')
const payProgram = (sedExpression: string): string => `sed -i '${sedExpression}' /srv/pay/pay.py; systemctl restart pay`

/** Something that the application needs is up and answers, but refuses the application, or answers too late for it. */
export const refusals: readonly Fault[] = [
  {
    id: 'db-database-limit',
    title: 'The database may have 10 connections (ALTER DATABASE … CONNECTION LIMIT), and a job has them all',
    truths: exhausted,
    inject: [
      run('db1', sql('alter database shop connection limit 10;')),
      run('app2', hoardConnections({ unit: 'nightly-report', user: 'reports', statement: 'select 1', most: 10 })),
      { kind: 'wait', seconds: 1 },
      run('db1', dropSessions),
      run(appHosts, restart('shop')),
    ],
    symptom: { edge: [503] },
  },
  {
    id: 'pgbouncer-max-clients',
    title: 'pgbouncer takes no more clients (max_client_conn): a job has all the places; PostgreSQL is idle',
    truths: exhausted,
    inject: [
      { kind: 'check-through-pooler' },
      run(
        'db1',
        "sed -i 's/^max_client_conn = .*/max_client_conn = 12/' /etc/pgbouncer/pgbouncer.ini; systemctl restart pgbouncer",
      ),
      run(
        'app2',
        python(
          'nightly-report',
          `import time, psycopg2
held = []
while True:
    try: held.append(psycopg2.connect("postgresql://reports:reports-secret@db1:6432/shop"))
    except psycopg2.OperationalError as error: print(error); time.sleep(0.2)`,
        ),
      ),
      { kind: 'wait', seconds: 2 },
      run(appHosts, throughPooler),
    ],
    symptom: { edge: [503] },
    isInThird: true,
  },
  {
    id: 'db-one-lock-holder',
    title: 'One idle transaction holds a lock; each worker waits for it, while most connections are still free',
    truths: exhausted,
    orElse: [failed('db1')],
    inject: [
      run(
        'app1',
        python(
          'stock-check',
          `import time, psycopg2
connection = psycopg2.connect("postgresql://app:app-secret@db1/shop", application_name="stock-check")
connection.cursor().execute("lock table visits in share mode")
time.sleep(3600)`,
        ),
      ),
    ],
    symptom: { edge: [503, 502, 504, 0], settleSeconds: 3 },
  },
  {
    id: 'pgbouncer-stopped',
    title: 'pgbouncer is stopped; PostgreSQL behind it is fine',
    truths: failed('db1'),
    inject: [
      { kind: 'check-through-pooler' },
      run(appHosts, throughPooler),
      { kind: 'wait', seconds: 2 },
      run('db1', 'systemctl stop pgbouncer'),
    ],
    symptom: { edge: [503] },
  },
  {
    id: 'db-connect-revoked',
    title: "The application's role lost CONNECT on its database; other roles still get in",
    truths: failed('db1'),
    inject: [
      run(
        'db1',
        `${sql('revoke connect on database shop from public, app;\ngrant connect on database shop to probe, reports;')}
        ${dropSessions}`,
      ),
    ],
    symptom: { edge: [503] },
    isInThird: true,
  },
  {
    id: 'db-hba-reject',
    title: 'pg_hba.conf rejects everybody who comes over the network',
    truths: failed('db1'),
    inject: [
      run(
        'db1',
        `sed -i '1i host all all 10.53.0.0/16 reject' /etc/postgresql/*/main/pg_hba.conf
        ${sql('select pg_reload_conf();')}
        ${dropSessions}`,
      ),
    ],
    symptom: { edge: [503] },
  },
  {
    id: 'redis-password',
    title: 'Redis got a password that the application was not told (NOAUTH)',
    truths: failed('cache1'),
    inject: [
      run(
        'cache1',
        redis('config set requirepass a-new-one', '--no-auth-warning -a a-new-one client kill type normal'),
      ),
    ],
    symptom: { edge: [503] },
    isInThird: true,
  },
  {
    id: 'redis-replica',
    title: 'Redis became the replica of a server that is away: it answers, and refuses writes (READONLY)',
    truths: failed('cache1'),
    inject: [run('cache1', redis('replicaof 10.53.0.99 6379'))],
    symptom: { edge: [503] },
  },
  {
    id: 'redis-misconf',
    title: 'Redis cannot save its dataset and so refuses writes (MISCONF)',
    truths: failed('cache1'),
    inject: [
      run(
        'cache1',
        `${redis("config set save '3600 1'")}
        chown root:root /var/lib/redis; chmod 555 /var/lib/redis
        ${redis('set basket 1', 'bgsave')}`,
      ),
    ],
    symptom: { edge: [503] },
  },
  {
    id: 'redis-busy',
    title: 'A script runs in Redis without end; everybody else is told BUSY',
    truths: failed('cache1'),
    inject: [
      run(
        'cache1',
        `${redis('config set lua-time-limit 300')}
        systemd-run --quiet --unit=price-report redis-cli eval 'while true do end' 0`,
      ),
    ],
    symptom: { edge: [503, 504, 0] },
  },
  {
    id: 'pay-slow',
    title: 'The payment provider answers 200 after four seconds; the application waits two',
    truths: failed('pay1'),
    inject: [
      run('cache1', payProgram('s/^        broken = /        __import__("time").sleep(4)\\n        broken = /')),
    ],
    symptom: { edge: [503] },
    isInThird: true,
  },
  {
    id: 'pay-429',
    title: 'The payment provider limits us: 429',
    truths: failed('pay1'),
    orElse: [[{ cause: 'rate_limited', where: ['pay1'] }]],
    inject: [run('cache1', payProgram('s/500 if broken else 200/429/'))],
    symptom: { edge: [503] },
  },
  {
    id: 'name-server-silent',
    title: 'The name server of the application hosts does not answer: names time out',
    truths: failed('pay1'),
    orElse: [failed(...appHosts)],
    inject: [run(appHosts, "echo 'nameserver 10.53.0.200' > /etc/resolv.conf")],
    symptom: { edge: [503] },
  },
  {
    id: 'one-host-wrong-database',
    title: 'One host of two was told a name for its database that does not exist; the other serves',
    truths: failed('app2'),
    orElse: [[{ cause: 'health_check_failing', where: ['app2'] }]],
    inject: [run('app2', `sed -i s/@db1:/@db11:/ /etc/shop/shop.env; ${restart('shop')}`)],
    symptom: { edge: [200], down: ['app2'] },
  },
  {
    id: 'db-refused-on-the-way',
    title: 'A firewall on the application hosts rejects what they send to the database; from elsewhere it is well',
    truths: failed('db1'),
    inject: [
      run(
        appHosts,
        `nft add table inet egress
        nft 'add chain inet egress output { type filter hook output priority 0; policy accept; }'
        nft 'add rule inet egress output ip daddr 10.53.0.21 reject with icmp type admin-prohibited'
        ${restart('shop')}`,
      ),
    ],
    symptom: { edge: [503, 502, 504, 0], settleSeconds: 8 },
  },
  {
    id: 'stale-hosts-entry',
    title: 'An old line in /etc/hosts sends the application hosts to an address where no Redis is any more',
    truths: failed('cache1'),
    inject: [run(appHosts, `echo '10.53.0.99 cache1' >> /etc/hosts; ${restart('shop')}`)],
    symptom: { edge: [503], settleSeconds: 8 },
  },
]
