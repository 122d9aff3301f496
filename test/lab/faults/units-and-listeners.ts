import { type Fault, run } from '../fault.ts'
import { appHosts } from '../hosts.ts'
import { execStart, restart, serviceSetting } from './snippets.ts'

const notStarted: Fault['truths'] = [{ cause: 'app_not_started', where: [...appHosts] }]
const checkFailing: Fault['truths'] = [{ cause: 'health_check_failing', where: [...appHosts] }]

/** Units and listeners in states that a stopped unit or a crash loop does not show. */
export const unitsAndListeners: readonly Fault[] = [
  {
    id: 'start-limit-hit',
    title: 'It crashed so fast that systemd gave up (start-limit-hit)',
    truths: notStarted,
    inject: [
      run(
        appHosts,
        `sed -i /DATABASE_URL/d /etc/shop/shop.env
        ${serviceSetting('shop', 'RestartSec=100ms', '[Unit]', 'StartLimitIntervalSec=120', 'StartLimitBurst=3')}
        ${restart('shop')}`,
      ),
    ],
    symptom: { edge: [503], settleSeconds: 8 },
    isInThird: true,
  },
  {
    id: 'unit-masked',
    title: 'Somebody masked the unit',
    truths: notStarted,
    inject: [
      run(
        appHosts,
        `systemctl stop shop; mv /etc/systemd/system/shop.service /root/
        ln -s /dev/null /etc/systemd/system/shop.service; systemctl daemon-reload`,
      ),
    ],
    symptom: { edge: [503] },
  },
  {
    id: 'release-dangling-link',
    title: 'A release stopped half way: `current` points to a directory that was never copied (200/CHDIR)',
    truths: notStarted,
    inject: [run(appHosts, `ln -sfn releases/20261120T070000 /srv/shop/current; ${restart('shop')}`)],
    symptom: { edge: [503] },
  },
  {
    id: 'processes-frozen',
    title: 'Every process of the unit is stopped (SIGSTOP): systemd says running, the kernel accepts, nobody answers',
    truths: notStarted,
    inject: [run(appHosts, 'systemctl kill --kill-who=all --signal=STOP shop')],
    symptom: { edge: [503, 504, 0], settleSeconds: 10 },
  },
  {
    id: 'loopback-only-nginx',
    title: 'gunicorn listens on 127.0.0.1 only; the balancer, on another host, is refused',
    truths: notStarted,
    orElse: [checkFailing],
    layout: 'nginx',
    inject: [run(appHosts, execStart('s/0.0.0.0:8000/127.0.0.1:8000/'))],
    symptom: { edge: [502, 503] },
  },
  {
    id: 'starts-without-listening',
    title: 'After a restart the program warms a cache for minutes before it listens; systemd calls it active at once',
    truths: notStarted,
    orElse: [[{ cause: 'deployment_in_progress', where: [...appHosts] }]],
    inject: [
      run(
        appHosts,
        `${serviceSetting('shop', 'Type=exec', 'ExecStart=', "ExecStart=/bin/sh -c 'echo warming the price cache; sleep 600; exec /usr/bin/gunicorn --bind 0.0.0.0:8000 shop:application'")}
        ${restart('shop')}`,
      ),
    ],
    symptom: { edge: [503] },
  },
  {
    id: 'front-stopped',
    title: 'The nginx in front of gunicorn is stopped on each host; gunicorn itself is fine',
    truths: notStarted,
    orElse: [checkFailing],
    inject: [run(appHosts, 'systemctl stop nginx')],
    symptom: { edge: [503] },
    isInThird: true,
  },
  {
    id: 'front-socket-permission',
    title: 'nginx on each host may not open the unix socket that gunicorn made; its port on the host still works',
    truths: checkFailing,
    orElse: [notStarted],
    inject: [
      run(
        appHosts,
        `${serviceSetting('shop', 'RuntimeDirectory=shop')}
        ${execStart('s#:8000 #:8000 --bind unix:/run/shop/shop.sock --umask 63 #')}
        sed -i 's#http://127.0.0.1:8000#http://unix:/run/shop/shop.sock:#' /etc/nginx/sites-enabled/default
        systemctl reload nginx`,
      ),
    ],
    symptom: { edge: [503], settleSeconds: 8 },
  },
  {
    id: 'tasks-limit',
    title: 'TasksMax is below what gunicorn needs: it cannot fork its workers and gives up',
    truths: notStarted,
    orElse: [[{ cause: 'server_overload', where: [...appHosts] }]],
    inject: [run(appHosts, `${serviceSetting('shop', 'TasksMax=3')}\n${restart('shop')}`)],
    symptom: { edge: [503], settleSeconds: 8 },
  },
]
