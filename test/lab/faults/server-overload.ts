import { type Fault, run } from '../fault.ts'
import { appHosts } from '../hosts.ts'
import { changeCode, fillDisk, python, restart, serviceSetting } from './snippets.ts'

const overload = (): Fault['truths'] => [{ cause: 'server_overload', where: [...appHosts] }]

export const serverOverload: readonly Fault[] = [
  {
    id: 'workers-exhausted',
    title: 'Slow pages occupy every worker; the accept queue is full',
    truths: overload(),
    inject: [{ kind: 'users', perSecond: 40, path: '/slow?60' }],
    symptom: { edge: [503, 504, 0] },
    isInThird: true,
  },
  {
    id: 'workers-exhausted-nginx',
    title: 'The same behind nginx: users wait, then get 504',
    truths: overload(),
    layout: 'nginx',
    inject: [{ kind: 'users', perSecond: 40, path: '/slow?60' }],
    symptom: { edge: [502, 504, 0] },
  },
  {
    id: 'cpu-pressure',
    title: 'A runaway job takes the CPU; pages that need some, and the health check, time out',
    truths: overload(),
    inject: [
      run(
        appHosts,
        `${changeCode('s/^        return page(query)$/        sum(n * n for n in range(12_000_000))\\n        return page(query)/')}
        ${restart('shop')}
        ${python(
          'thumbnails',
          `import os
for n in range(12):
    if os.fork() == 0:
        while True: pass
os.wait()`,
        )}`,
      ),
    ],
    symptom: { edge: [503, 504, 0], withinSeconds: 120, settleSeconds: 25 },
    isInThird: true,
  },
  {
    id: 'memory-pressure',
    title: 'A report takes the memory; the application sheds load',
    truths: overload(),
    inject: [
      run(
        appHosts,
        python(
          'report-export',
          `import time
held = []
while True:
    facts = dict(line.split(":", 1) for line in open("/proc/meminfo"))
    total, left = (int(facts[name].split()[0]) * 1024 for name in ("MemTotal", "MemAvailable"))
    if left > total * 0.07: held.append(b"x" * int(max((left - total * 0.07) / 2, 1 << 19)))
    elif left < total * 0.05 and held: held.pop()
    time.sleep(0.05)`,
          'Restart=always',
        ),
      ),
    ],
    symptom: { edge: [503] },
  },
  {
    id: 'oom-kill-unit',
    title: "The unit's memory limit is too small: the kernel kills its workers again and again",
    truths: overload(),
    inject: [run(appHosts, `${serviceSetting('shop', 'MemoryMax=44M')}\n${restart('shop')}`)],
    symptom: { edge: [503, 502], settleSeconds: 8 },
    isInThird: true,
  },
  {
    id: 'oom-kill-host',
    title: 'Every request loads the whole order history: more than the host has, so the kernel kills the worker',
    truths: overload(),
    inject: [
      run(
        appHosts,
        `${changeCode('s/^    page = PAGES.get(path)$/    page = PAGES.get(path)\\n    orders = bytearray(600 << 20)/')}
        ${restart('shop')}`,
      ),
    ],
    symptom: { edge: [503, 502], settleSeconds: 8 },
  },
  {
    id: 'disk-full',
    title: 'A debug log fills the disk',
    truths: overload(),
    inject: [run(appHosts, fillDisk('/var/log/shop/debug.log'))],
    symptom: { edge: [503] },
    isInThird: true,
  },
  {
    id: 'inodes-exhausted',
    title: 'Session files use up the inodes; bytes are free',
    truths: overload(),
    inject: [
      run(
        appHosts,
        `mkdir /var/lib/shop/sessions; python3 -c "
import itertools
try:
    for n in itertools.count(): open(f'/var/lib/shop/sessions/{n}', 'w').close()
except OSError: pass"`,
      ),
    ],
    symptom: { edge: [503] },
  },
  {
    id: 'file-descriptors',
    title: 'The application leaks file descriptors until its limit',
    truths: overload(),
    inject: [
      run(
        appHosts,
        `${changeCode('s/^        return page(query)$/        LEAKED.extend(open("\\/etc\\/hostname") for _ in range(8))\\n        return page(query)/; s/^SHED_BELOW/LEAKED = []\\nSHED_BELOW/')}
        ${serviceSetting('shop', 'LimitNOFILE=64')}
        ${restart('shop')}`,
      ),
    ],
    symptom: { edge: [503], settleSeconds: 12 },
  },
]
