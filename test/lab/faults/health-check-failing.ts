import { type Fault, run } from '../fault.ts'
import { appHosts } from '../hosts.ts'
import { changeCode, firewall, restart } from './snippets.ts'

const failing = (...where: readonly string[]): Fault['truths'] => [{ cause: 'health_check_failing', where }]

export const healthCheckFailing: readonly Fault[] = [
  {
    id: 'wrong-health-path',
    title: 'The balancer asks for a health path that the application does not have',
    truths: failing('lb1'),
    inject: [run('lb1', "sed -i 's#GET /health/#GET /healthz#' /etc/haproxy/haproxy.cfg; systemctl reload haproxy")],
    symptom: { edge: [503] },
    isInThird: true,
  },
  {
    id: 'health-bug',
    title: 'The health endpoint has a bug and answers 500; pages are fine',
    truths: failing(...appHosts),
    inject: [
      run(appHosts, `${changeCode('s/^    results = {}$/    results = checks["queue"]()/')}\n${restart('shop')}`),
    ],
    symptom: { edge: [503] },
    isInThird: true,
  },
  {
    id: 'health-slow',
    title: 'The health endpoint takes longer than the balancer waits; pages are fine',
    truths: failing(...appHosts),
    inject: [
      run(appHosts, `${changeCode('s/^    results = {}$/    results = {}\\n    time.sleep(6)/')}\n${restart('shop')}`),
    ],
    symptom: { edge: [503] },
  },
  {
    id: 'health-protected',
    title: 'Somebody put the health endpoint behind a password on each host',
    truths: failing(...appHosts),
    inject: [
      run(
        appHosts,
        `sed -i 's#^  location / {#  location /health/ { return 401; }\\n  location / {#' /etc/nginx/sites-enabled/default
        systemctl reload nginx`,
      ),
    ],
    symptom: { edge: [503] },
  },
  {
    id: 'firewall-balancer',
    title: 'A firewall on the hosts drops what comes from the balancer',
    truths: failing(...appHosts),
    inject: [run(appHosts, firewall('ip saddr 10.53.0.10 tcp dport 80'))],
    symptom: { edge: [503] },
    isInThird: true,
  },
  {
    id: 'firewall-one-host',
    title: 'A firewall on one host rejects what comes from the balancer; the other host serves',
    truths: failing('app1'),
    inject: [run('app1', firewall('ip saddr 10.53.0.10 tcp dport 80', 'reject with tcp reset'))],
    symptom: { edge: [200], down: ['app1'] },
  },
]
