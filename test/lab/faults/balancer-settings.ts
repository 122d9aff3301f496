import { type Fault, run } from '../fault.ts'
import { appHosts } from '../hosts.ts'
import { changeCode, firewall, restart } from './snippets.ts'

const failing = (...where: readonly string[]): Fault['truths'] => [{ cause: 'health_check_failing', where }]
const balancerDown: Fault['truths'] = [{ cause: 'balancer_down', where: ['lb1'] }]
const limited = (...where: readonly string[]): Fault['truths'] => [{ cause: 'rate_limited', where }]
const maintenance: Fault['truths'] = [{ cause: 'deployment_in_progress', where: ['lb1'] }]

const haproxyConfig = (sedExpression: string, verb = 'reload'): string =>
  `sed -i '${sedExpression}' /etc/haproxy/haproxy.cfg; systemctl ${verb} haproxy`
const nginxConfig = (sedExpression: string): string =>
  `sed -i '${sedExpression}' /etc/nginx/sites-enabled/default; systemctl reload nginx`
const stopForSeconds = (seconds: number): string => `systemctl stop shop; sleep ${seconds}; systemctl start shop`

/** The applications are well; what the balancer (or the proxy on each host) was told is not. */
export const balancerSettings: readonly Fault[] = [
  {
    id: 'wrong-server-port',
    title: 'The balancer looks for the servers on a port where nobody listens',
    truths: failing('lb1'),
    inject: [run('lb1', haproxyConfig('s/:80 check/:8081 check/'))],
    symptom: { edge: [503] },
  },
  {
    id: 'check-speaks-tls',
    title: 'The balancer checks with TLS servers that speak plain HTTP',
    truths: failing('lb1'),
    inject: [run('lb1', haproxyConfig('s/ check$/ check check-ssl verify none/'))],
    symptom: { edge: [503] },
  },
  {
    id: 'check-without-host',
    title: 'The application answers 400 to any Host that is not its own; the balancer checks without one',
    truths: failing(...appHosts),
    orElse: [failing('lb1')],
    inject: [
      run(
        appHosts,
        `${changeCode('s/^    status, body = answer(/    if not environ.get("HTTP_HOST", "").endswith("shop.test"):\\n        start_response("400 Bad Request", [("Content-Length", "0")])\\n        return [b""]\\n    status, body = answer(/')}
        ${restart('shop')}`,
      ),
    ],
    symptom: { edge: [503] },
  },
  {
    id: 'check-timeout-short',
    title: 'The balancer gives a health check one second; it takes two, as it always did',
    truths: failing('lb1'),
    orElse: [failing(...appHosts)],
    inject: [
      run(
        appHosts,
        `${changeCode('s/^    results = {}$/    results = {}\\n    time.sleep(2)/')}\nsystemctl restart shop`,
      ),
      run('lb1', haproxyConfig('s/timeout check 4s/timeout check 1s/')),
    ],
    symptom: { edge: [503] },
  },
  {
    id: 'slow-to-rise',
    title:
      'The servers were gone for a moment and are well again; the balancer wants 200 good checks before it believes it',
    truths: failing('lb1'),
    orElse: [failing(...appHosts)],
    inject: [run('lb1', haproxyConfig('s/fall 2 rise 2/fall 1 rise 200/')), run(appHosts, stopForSeconds(6))],
    symptom: { edge: [503], settleSeconds: 6 },
  },
  {
    id: 'no-live-upstreams-nginx',
    title: 'One failed request took each server out for ten minutes (max_fails); both are well again',
    truths: failing('lb1'),
    orElse: [failing(...appHosts)],
    layout: 'nginx',
    inject: [run('lb1', nginxConfig('s/fail_timeout=5s/fail_timeout=600s/')), run(appHosts, stopForSeconds(4))],
    symptom: { edge: [502, 503], settleSeconds: 6 },
    isInThird: true,
  },
  {
    id: 'maintenance-file-nginx',
    title: 'A maintenance file was left on the balancer: nginx answers 503 while it is there',
    truths: maintenance,
    layout: 'nginx',
    inject: [
      run(
        'lb1',
        `touch /var/www/maintenance.on
        ${nginxConfig('s#^  location / {#  location / {\\n    if (-f /var/www/maintenance.on) { return 503; }#')}`,
      ),
    ],
    symptom: { edge: [503] },
  },
  {
    id: 'maintenance-page-haproxy',
    title: 'HAProxy answers every request with a maintenance page (http-request return 503)',
    truths: maintenance,
    orElse: [limited('lb1')],
    inject: [
      run(
        'lb1',
        haproxyConfig(
          's#^  default_backend#  http-request return status 503 content-type text/plain string "back at noon"\\n  default_backend#',
        ),
      ),
    ],
    symptom: { edge: [503] },
    isInThird: true,
  },
  {
    id: 'balancer-wrong-bind',
    title: 'HAProxy runs, but listens on its loopback address only',
    truths: balancerDown,
    inject: [run('lb1', haproxyConfig('s/bind :80$/bind 127.0.0.1:80/', 'restart'))],
    symptom: { edge: [0] },
  },
  {
    id: 'balancer-frozen',
    title: 'HAProxy is stopped by a signal: the kernel still accepts for it, nobody answers',
    truths: balancerDown,
    inject: [run('lb1', 'systemctl kill --kill-who=all --signal=STOP haproxy')],
    symptom: { edge: [0] },
  },
  {
    id: 'balancer-firewalled',
    title: "A firewall on the balancer's host drops what users send",
    truths: balancerDown,
    inject: [run('lb1', firewall('tcp dport 80'))],
    symptom: { edge: [0] },
  },
  {
    id: 'limit-connections-nginx',
    title: 'nginx turns users away with 503 above two connections at once (limit_conn)',
    truths: limited('lb1'),
    layout: 'nginx',
    inject: [
      run(
        'lb1',
        `sed -i '1i limit_conn_zone $server_port zone=all:1m;' /etc/nginx/sites-enabled/default
        ${nginxConfig('s#^  location / {#  location / {\\n    limit_conn all 2;#')}`,
      ),
      { kind: 'users', perSecond: 10, path: '/slow?3' },
    ],
    symptom: { edge: [503] },
  },
  {
    id: 'limit-requests-on-hosts',
    title: 'nginx on each host limits requests per client address, and every client has the address of the balancer',
    truths: limited(...appHosts),
    inject: [
      run(
        appHosts,
        `sed -i '1i limit_req_zone $binary_remote_addr zone=all:1m rate=1r/m;' /etc/nginx/sites-enabled/default
        ${nginxConfig('s#^  location / {#  location / {\\n    limit_req zone=all;#')}`,
      ),
      { kind: 'users', perSecond: 20 },
    ],
    symptom: { edge: [503] },
    isInThird: true,
  },
]
