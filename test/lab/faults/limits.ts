import { type Fault, run } from '../fault.ts'
import { appHosts } from '../hosts.ts'
import { changeCode, execStart, holdOpen, python } from './snippets.ts'

const overload = (...where: readonly string[]): Fault['truths'] => [{ cause: 'server_overload', where }]
const inEachPage = (statement: string): string =>
  changeCode(
    `s/^        return page(query)$/        ${statement}\\n        return page(query)/; s/^SHED_BELOW/LOCK = threading.Lock()\\nSHED_BELOW/`,
  )

/** Something that every request needs is used up, and it is neither CPU nor memory nor the root disk. */
export const limits: readonly Fault[] = [
  {
    id: 'workers-deadlocked',
    title: 'Every worker waits for a lock that nobody gives back; no CPU is used and no timeout ends it',
    truths: overload(...appHosts),
    inject: [run(appHosts, `${inEachPage('LOCK.acquire()')}\n${execStart('s/--timeout 10/--timeout 0/')}`)],
    symptom: { edge: [503, 504, 0], settleSeconds: 15 },
  },
  {
    id: 'worker-timeouts',
    title: 'Each page waits for ever, so gunicorn kills its workers one after the other (WORKER TIMEOUT)',
    truths: overload(...appHosts),
    inject: [run(appHosts, `${inEachPage('time.sleep(3600)')}\n${execStart('s/--timeout 10/--timeout 4/')}`)],
    symptom: { edge: [502, 503, 504, 0], settleSeconds: 15 },
  },
  {
    id: 'cpu-quota',
    title: "The unit's CPU quota is far too small; the hosts themselves are idle",
    truths: overload(...appHosts),
    inject: [run(appHosts, 'systemctl set-property --runtime shop CPUQuota=1%'), { kind: 'users', perSecond: 20 }],
    symptom: { edge: [503, 504, 0], settleSeconds: 15 },
  },
  {
    id: 'data-disk-full',
    title: "The application's data is on a small file system of its own, and that is full; / has room",
    truths: overload(...appHosts),
    inject: [
      run(
        appHosts,
        `mount -t tmpfs -o size=4m data /var/lib/shop; chown shop:shop /var/lib/shop
        cat /dev/zero > /var/lib/shop/export.csv 2> /dev/null || true`,
      ),
    ],
    symptom: { edge: [503] },
    isInThird: true,
  },
  {
    id: 'read-only-disk',
    title: "The file system with the application's data went read-only",
    truths: overload(...appHosts),
    inject: [run(appHosts, 'mount --bind /var/lib/shop /var/lib/shop; mount -o remount,bind,ro /var/lib/shop')],
    symptom: { edge: [503] },
  },
  {
    id: 'front-connections-used-up',
    title: 'Idle clients hold every connection that nginx on the application hosts may have',
    truths: overload(...appHosts),
    inject: [
      run(
        appHosts,
        "sed -i 's/worker_connections [0-9]*/worker_connections 12/; s/^worker_processes .*/worker_processes 1;/' /etc/nginx/nginx.conf; systemctl restart nginx",
      ),
      run('cache1', holdOpen('crawler', { addresses: ['10.53.0.11:80', '10.53.0.12:80'], each: 20 })),
    ],
    symptom: { edge: [503] },
  },
  {
    id: 'local-ports-used-up',
    title: 'A job on each host holds every local port towards the payment provider (EADDRNOTAVAIL)',
    truths: overload(...appHosts),
    inject: [
      run(
        appHosts,
        `mkdir /run/net-settings; mount -t proc proc /run/net-settings
        echo '40000 40039' > /run/net-settings/sys/net/ipv4/ip_local_port_range; umount /run/net-settings
        ${python(
          'invoice-sync',
          `import socket, time
held = []
while True:
    try: held.append(socket.create_connection(("pay1", 8080), 2))
    except OSError as error: print(error); time.sleep(0.5)`,
        )}`,
      ),
    ],
    symptom: { edge: [503] },
  },
  {
    id: 'balancer-connections-used-up',
    title: 'Slow clients hold every connection that HAProxy may have (maxconn)',
    truths: overload('lb1'),
    inject: [
      run('lb1', "sed -i 's/^global/global\\n  maxconn 30/' /etc/haproxy/haproxy.cfg; systemctl restart haproxy"),
      run('app2', holdOpen('crawler', { addresses: ['10.53.0.10:80'], each: 80 })),
    ],
    symptom: { edge: [503, 0] },
  },
  {
    id: 'balancer-queue',
    title:
      'HAProxy may send one request at a time to each server; the others wait in its queue until it answers 503 (sQ)',
    truths: overload(...appHosts),
    orElse: [overload('lb1'), [{ cause: 'rate_limited', where: ['lb1'] }]],
    inject: [
      run(
        'lb1',
        "sed -i 's/ check$/ check maxconn 1/; s/timeout queue 5s/timeout queue 2s/' /etc/haproxy/haproxy.cfg; systemctl reload haproxy",
      ),
      { kind: 'users', perSecond: 10, path: '/slow?4' },
    ],
    symptom: { edge: [503], settleSeconds: 8 },
    isInThird: true,
  },
]
