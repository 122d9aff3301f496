import { type Fault, run } from '../fault.ts'
import { appHosts } from '../hosts.ts'
import { changeCode, execStart, firewall, haproxyCommand, python, restart, throughPooler } from './snippets.ts'

const failed = (...where: readonly string[]): Fault['truths'] => [{ cause: 'dependency_failure', where }]
const payProgram = (sedExpression: string): string => `sed -i '${sedExpression}' /srv/pay/pay.py; systemctl restart pay`

/** More mechanisms, written after the rules had been fixed for the others. */
export const secondLook: readonly Fault[] = [
  {
    id: 'one-host-cut-from-database',
    title: 'The database drops what comes from one host of two; the other serves',
    truths: failed('app1'),
    inject: [run('db1', firewall('ip saddr 10.53.0.11 tcp dport 5432')), run('app1', restart('shop'))],
    symptom: { edge: [200], down: ['app1'] },
  },
  {
    id: 'balancer-name-unresolved-nginx',
    title: 'nginx does not start: its configuration names a server that does not resolve',
    truths: [{ cause: 'balancer_down', where: ['lb1'] }],
    layout: 'nginx',
    inject: [
      run(
        'lb1',
        "sed -i 's/server 10.53.0.12:8000/server app12:8000/' /etc/nginx/sites-enabled/default; systemctl restart nginx || true",
      ),
    ],
    symptom: { edge: [0] },
  },
  {
    id: 'pgbouncer-paused',
    title: 'Somebody paused pgbouncer for maintenance of the database and forgot it',
    truths: [{ cause: 'db_connections_exhausted', where: ['db1'] }],
    orElse: [failed('db1')],
    inject: [
      { kind: 'check-through-pooler' },
      run(appHosts, throughPooler),
      { kind: 'wait', seconds: 2 },
      run('db1', `pkill -USR1 -x pgbouncer`),
    ],
    symptom: { edge: [503, 502, 504, 0], settleSeconds: 8 },
  },
  {
    id: 'redis-noperm',
    title: 'The right to write was taken from the Redis user of the application (NOPERM)',
    truths: failed('cache1'),
    inject: [run('cache1', 'redis-cli acl setuser default -@write > /dev/null')],
    symptom: { edge: [503] },
    isInThird: true,
  },
  {
    id: 'pay-closes',
    title: 'The payment provider accepts connections and closes them without an answer',
    truths: failed('pay1'),
    inject: [
      run('cache1', payProgram('s/^        broken = /        return self.connection.close()\\n        broken = /')),
    ],
    symptom: { edge: [503] },
  },
  {
    id: 'pay-404',
    title: 'The payment provider was released without the address that everybody uses: 404',
    truths: failed('pay1'),
    inject: [run('cache1', payProgram('s/500 if broken else 200/404/'))],
    symptom: { edge: [503] },
  },
  {
    id: 'check-expects-word',
    title: 'The balancer looks for a word in the health answer that was never in it',
    truths: [{ cause: 'health_check_failing', where: ['lb1'] }],
    inject: [
      run(
        'lb1',
        "sed -i 's/http-check expect status 200/http-check expect string everything-is-fine/' /etc/haproxy/haproxy.cfg; systemctl reload haproxy",
      ),
    ],
    symptom: { edge: [503] },
    isInThird: true,
  },
  {
    id: 'other-address',
    title: "gunicorn listens on the host's outer address only; nginx beside it and the check ask 127.0.0.1",
    truths: [{ cause: 'app_not_started', where: [...appHosts] }],
    orElse: [[{ cause: 'health_check_failing', where: [...appHosts] }]],
    inject: [
      run(
        appHosts,
        `address=$(hostname -I | cut -d' ' -f1)
        sed -i "s/0.0.0.0:8000/$address:8000/" /etc/systemd/system/shop.service
        ${execStart('s/--backlog 64/--backlog 65/')}`,
      ),
    ],
    symptom: { edge: [503] },
  },
  {
    id: 'two-set-aside-and-stopped',
    title: 'app2 is in maintenance in the balancer, and the application on app1 is stopped',
    truths: [
      { cause: 'app_not_started', where: ['app1'] },
      { cause: 'deployment_in_progress', where: ['app2'] },
    ],
    inject: [run('lb1', haproxyCommand('set server shop/app2 state maint')), run('app1', 'systemctl stop shop')],
    symptom: { edge: [503], settleSeconds: 6 },
    isInThird: true,
  },
  {
    id: 'application-says-maintenance',
    title: 'The application answers every page with its own 503, as a switch in it says; its health is fine',
    truths: [{ cause: 'deployment_in_progress', where: [...appHosts] }],
    orElse: [[{ cause: 'deployment_in_progress', where: ['app'] }]],
    inject: [
      run(
        appHosts,
        `${changeCode('s/^        return page(query)$/        if path != "\\/health\\/": return 503, "The shop is under maintenance, back at noon"\\n        return page(query)/')}
        ${restart('shop')}`,
      ),
    ],
    symptom: { edge: [503] },
  },
  {
    id: 'healthy-crawler-limited',
    title: 'nginx limits a crawler on one address of the shop, as it should; users do not notice',
    truths: [],
    layout: 'nginx',
    inject: [
      run(
        'lb1',
        `sed -i '1i limit_req_zone $binary_remote_addr zone=search:1m rate=1r/s;' /etc/nginx/sites-enabled/default
        sed -i 's#^  location / {#  location /slow { limit_req zone=search; proxy_pass http://shop; }\\n  location / {#' /etc/nginx/sites-enabled/default
        systemctl reload nginx`,
      ),
      { kind: 'users', perSecond: 10, path: '/slow?0' },
    ],
    symptom: { edge: [200], settleSeconds: 10 },
  },
  {
    id: 'healthy-long-transaction',
    title: 'A backup has kept one transaction open for a while; nobody waits for it',
    truths: [],
    inject: [
      run(
        'app2',
        python(
          'backup',
          `import time, psycopg2
connection = psycopg2.connect("postgresql://reports:reports-secret@db1/shop", application_name="backup")
connection.cursor().execute("select count(*) from visits")
time.sleep(3600)`,
        ),
      ),
    ],
    symptom: { edge: [200], settleSeconds: 20 },
  },
]
