import { type Fault, run } from '../fault.ts'

/** Dead hosts, dead balancers, and proxies that turn users away. */
export const infrastructure: readonly Fault[] = [
  {
    id: 'host-dead',
    title: 'One application host is off; the other serves',
    truths: [{ cause: 'host_unreachable', where: ['app1'] }],
    inject: [{ kind: 'power-off', hosts: ['app1'] }],
    symptom: { edge: [200], down: ['app1'] },
    isInThird: true,
  },
  {
    id: 'hosts-dead',
    title: 'Both application hosts are off',
    truths: [{ cause: 'host_unreachable', where: ['app1', 'app2'] }],
    inject: [{ kind: 'power-off', hosts: ['app1', 'app2'] }],
    symptom: { edge: [503] },
  },
  {
    id: 'balancer-stopped',
    title: 'HAProxy is stopped',
    truths: [{ cause: 'balancer_down', where: ['lb1'] }],
    inject: [run('lb1', 'systemctl stop haproxy')],
    symptom: { edge: [0] },
    isInThird: true,
  },
  {
    id: 'balancer-bad-config',
    title: 'HAProxy does not start any more: its configuration has an error',
    truths: [{ cause: 'balancer_down', where: ['lb1'] }],
    inject: [
      run(
        'lb1',
        "sed -i 's/^  balance roundrobin/  balance rroundobin/' /etc/haproxy/haproxy.cfg; systemctl restart haproxy || true",
      ),
    ],
    symptom: { edge: [0] },
  },
  {
    id: 'balancer-host-dead',
    title: "The balancer's host is off",
    truths: [{ cause: 'balancer_down', where: ['lb1'] }],
    inject: [{ kind: 'power-off', hosts: ['lb1'] }],
    symptom: { edge: [0] },
  },
  {
    id: 'balancer-stopped-nginx',
    title: 'The nginx that balances is stopped',
    truths: [{ cause: 'balancer_down', where: ['lb1'] }],
    layout: 'nginx',
    inject: [run('lb1', 'systemctl stop nginx')],
    symptom: { edge: [0] },
  },
  {
    id: 'rate-limit-haproxy',
    title: 'HAProxy turns users away with 503 above a request rate',
    truths: [{ cause: 'rate_limited', where: ['lb1'] }],
    inject: [
      run(
        'lb1',
        `sed -i '/^frontend www/a\\  stick-table type ip size 10k expire 60s store http_req_rate(10s)\\n  http-request track-sc0 src\\n  http-request deny deny_status 503 if { sc_http_req_rate(0) gt 3 }' /etc/haproxy/haproxy.cfg
        systemctl reload haproxy`,
      ),
      { kind: 'users', perSecond: 20 },
    ],
    symptom: { edge: [503] },
    isInThird: true,
  },
  {
    id: 'rate-limit-nginx',
    title: 'nginx turns users away with 503 (limit_req)',
    truths: [{ cause: 'rate_limited', where: ['lb1'] }],
    layout: 'nginx',
    inject: [
      run(
        'lb1',
        `sed -i '1i limit_req_zone $binary_remote_addr zone=all:1m rate=1r/s;' /etc/nginx/sites-enabled/default
        sed -i 's/^  location \\/ {/  location \\/ {\\n    limit_req zone=all;/' /etc/nginx/sites-enabled/default
        systemctl reload nginx`,
      ),
      { kind: 'users', perSecond: 40 },
    ],
    symptom: { edge: [503] },
    isInThird: true,
  },
]
