import { type Fault, run } from '../fault.ts'
import { appHosts } from '../hosts.ts'
import { haproxyCommand, newRelease, restart, serviceSetting } from './snippets.ts'

const deploying = (...where: readonly string[]): Fault['truths'] => [{ cause: 'deployment_in_progress', where }]
const migration = serviceSetting(
  'shop',
  "ExecStartPre=/bin/sh -c 'echo applying migration 0042_orders_index; sleep 300'",
  'TimeoutStartSec=600',
)
const release = newRelease('1s/A small shop/The small shop/')

export const deploymentInProgress: readonly Fault[] = [
  {
    id: 'rolling-release',
    title:
      'A rolling release: app1 is out of the balancer and drains its last requests, app2 already starts the new version',
    truths: deploying(...appHosts),
    inject: [
      run(
        'app1',
        `sed -i 's/--timeout 10 --graceful-timeout 30/--timeout 300 --graceful-timeout 300/; s/^TimeoutStopSec=.*/TimeoutStopSec=300/' /etc/systemd/system/shop.service
        systemctl daemon-reload; systemctl restart shop
        until curl -sf -o /dev/null localhost:8000/health/; do sleep 0.2; done`,
      ),
      run('lb1', haproxyCommand('set server shop/app1 state maint')),
      run(
        'app1',
        `${release}
        for n in 1 2 3 4; do setsid curl -s -o /dev/null -m 300 localhost:8000/slow?120 < /dev/null > /dev/null 2>&1 & done
        sleep 1; systemctl restart --no-block shop`,
      ),
      run('app2', `${release}\n${migration}\n${restart('shop')}`),
    ],
    symptom: { edge: [503], settleSeconds: 1 },
    isInThird: true,
  },
  {
    id: 'release-all-at-once',
    title: 'A release restarted every host at once; both still migrate',
    truths: deploying(...appHosts),
    inject: [run(appHosts, `${release}\n${migration}\n${restart('shop')}`)],
    symptom: { edge: [503] },
  },
  {
    id: 'maintenance-all',
    title: 'Every server is in maintenance in the balancer',
    truths: deploying(...appHosts),
    inject: [run('lb1', haproxyCommand('set server shop/app1 state maint', 'set server shop/app2 state maint'))],
    symptom: { edge: [503] },
    isInThird: true,
  },
  {
    id: 'maintenance-one',
    title: 'One server has just been put into maintenance in the balancer; the other serves everybody',
    truths: deploying('app2'),
    inject: [run('lb1', haproxyCommand('set server shop/app2 state maint'))],
    symptom: { edge: [200] },
  },
  {
    id: 'drain-all',
    title: 'Every server drains: a release that stopped half way',
    truths: deploying(...appHosts),
    inject: [
      run(appHosts, `${release}\n${restart('shop')}`),
      run('lb1', haproxyCommand('set server shop/app1 state drain', 'set server shop/app2 state drain')),
    ],
    symptom: { edge: [503] },
  },
]
