import { type Action, type Fault, run } from '../fault.ts'
import { appHosts } from '../hosts.ts'
import { journalLines } from '../kernel-log.ts'
import { newRelease, python } from './snippets.ts'

/** Bash arithmetic, in microseconds. */
const threeWeeksAgo = '($(date +%s)-1814400)*1000000'

const control = (id: string, title: string, inject: readonly Action[], more: Partial<Fault> = {}): Fault => ({
  id: `healthy-${id}`,
  title,
  truths: [],
  inject,
  symptom: { edge: [200] },
  ...more,
})

/** Nothing is wrong: what must never be called broken. */
export const healthy: readonly Fault[] = [
  control('idle', 'Nothing happens', [], { isInThird: true }),
  control('idle-nginx', 'Nothing happens, behind nginx', [], { layout: 'nginx' }),
  control('under-load', 'Many users, all served', [{ kind: 'users', perSecond: 80 }], {
    symptom: { edge: [200], settleSeconds: 10 },
    isInThird: true,
  }),
  control(
    'after-release',
    'A release went out a minute ago and all is well',
    [run(appHosts, `${newRelease('1s/A small shop/The small shop/')}\nsystemctl restart shop`)],
    { symptom: { edge: [200], settleSeconds: 10 }, isInThird: true },
  ),
  control(
    'old-noise',
    'Three weeks ago the kernel killed a process and the unit was restarted',
    [
      run(
        appHosts,
        journalLines([
          {
            at: threeWeeksAgo,
            text: 'python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0',
          },
          {
            at: threeWeeksAgo,
            text: 'Out of memory: Killed process 4711 (gunicorn) total-vm:912344kB, anon-rss:388120kB, file-rss:0kB, shmem-rss:0kB, UID:999 pgtables:900kB oom_score_adj:0',
          },
        ]),
      ),
    ],
    { isInThird: true },
  ),
  control('failed-other-unit', 'A unit that has nothing to do with the service has failed', [
    run(appHosts, 'systemd-run --quiet --unit=certificate-renewal /bin/false; sleep 1'),
  ]),
  control('restarted-once', 'The process died once; systemd started it again', [
    run('app1', 'kill -KILL $(systemctl show -P MainPID shop)'),
    { kind: 'wait', seconds: 20 },
  ]),
  control(
    'busy',
    'A load of 1.2 per core from a nightly job; users do not notice',
    [run('app1', python('nightly', 'import os\nif os.fork(): os.fork()\nwhile True: pass', 'Nice=19', 'CPUQuota=60%'))],
    { symptom: { edge: [200], settleSeconds: 90 } },
  ),
  control('slow-link', 'All is well, seen over a line with 200 ms and 5 % loss', [{ kind: 'slow-link' }], {
    isInThird: true,
  }),
  control('bare-probe', 'All is well, seen by a probe that no administrator gave a group', [], { probe: 'bare' }),
]
