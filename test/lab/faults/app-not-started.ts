import { type Fault, run } from '../fault.ts'
import { appHosts, type HostName } from '../hosts.ts'
import { execStart, newRelease, python, restart, serviceSetting } from './snippets.ts'

const notStarted = (...where: readonly HostName[]): Fault['truths'] => [{ cause: 'app_not_started', where }]
const missingModule = `${newRelease('1a import payments')}
${restart('shop')}`

export const appNotStarted: readonly Fault[] = [
  {
    id: 'crash-loop-missing-module',
    title: 'A release that imports a module nobody installed',
    truths: notStarted(...appHosts),
    inject: [run(appHosts, missingModule)],
    symptom: { edge: [503] },
    isInThird: true,
  },
  {
    id: 'crash-loop-missing-module-nginx',
    title: 'The same behind nginx',
    truths: notStarted(...appHosts),
    layout: 'nginx',
    inject: [run(appHosts, missingModule)],
    symptom: { edge: [502, 503] },
  },
  {
    id: 'crash-loop-bad-setting',
    title: 'A setting that the application cannot start without is gone from its environment file',
    truths: notStarted(...appHosts),
    inject: [run(appHosts, `sed -i /REDIS_URL/d /etc/shop/shop.env; ${restart('shop')}`)],
    symptom: { edge: [503] },
  },
  {
    id: 'wrong-port',
    title: 'gunicorn listens on 8001, everybody expects 8000',
    truths: notStarted(...appHosts),
    inject: [run(appHosts, execStart('s/:8000/:8001/'))],
    symptom: { edge: [503] },
    isInThird: true,
  },
  {
    id: 'exec-missing',
    title: 'ExecStart names a program that is not there (203/EXEC)',
    truths: notStarted(...appHosts),
    inject: [run(appHosts, execStart('s#/usr/bin/gunicorn#/srv/shop/venv/bin/gunicorn#'))],
    symptom: { edge: [503] },
  },
  {
    id: 'unit-stopped',
    title: 'Somebody stopped the unit and left',
    truths: notStarted(...appHosts),
    inject: [run(appHosts, 'systemctl stop shop')],
    symptom: { edge: [503] },
  },
  {
    id: 'unit-disabled-nginx',
    title: 'The unit was disabled and stopped, behind nginx',
    truths: notStarted(...appHosts),
    layout: 'nginx',
    inject: [run(appHosts, 'systemctl disable --now shop')],
    symptom: { edge: [502, 503] },
  },
  {
    id: 'process-killed',
    title: 'The process was killed and the unit has no restart policy',
    truths: notStarted(...appHosts),
    inject: [run(appHosts, `${serviceSetting('shop', 'Restart=no')}\nsystemctl kill --signal=KILL shop`)],
    symptom: { edge: [503] },
  },
  {
    id: 'port-taken',
    title: 'Another program holds the port, so gunicorn cannot bind it',
    truths: notStarted(...appHosts),
    inject: [
      run(
        appHosts,
        `systemctl stop shop
        ${python('debug-server', "import http.server as h; h.ThreadingHTTPServer(('0.0.0.0', 8000), h.SimpleHTTPRequestHandler).serve_forever()", 'DynamicUser=yes', 'WorkingDirectory=/var/lib')}
        for i in $(seq 50); do ss -tln | grep -q :8000 && break; sleep 0.1; done
        systemctl start --no-block shop`,
      ),
    ],
    symptom: { edge: [503], settleSeconds: 8 },
  },
  {
    id: 'one-host-crash-loop',
    title: 'One host of two got the broken release; the other serves',
    truths: notStarted('app2'),
    inject: [run('app2', missingModule)],
    symptom: { edge: [200], down: ['app2'] },
    isInThird: true,
  },
  {
    id: 'one-host-stopped-nginx',
    title: 'One host of two is stopped, behind nginx',
    truths: notStarted('app1'),
    layout: 'nginx',
    inject: [run('app1', 'systemctl stop shop')],
    symptom: { edge: [200] },
  },
]
