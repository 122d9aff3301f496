import { describe, expect, it } from 'vitest'
import { type Fact, found } from '../../test/support/found.ts'
import { type Shown, tellRule } from '../../test/support/tell-rule.ts'
import { serverOverload } from './server-overload.ts'

const silent = (host: string) => found('health-no-answer', host, { failure: 'timed-out', phase: 'answer' })
const up = (host: string) => found('unit-active', host)
const says = (line: string, supports: Fact<'journal-line', 'supports'> = '', host = 'app1') =>
  found('journal-line', host, { line, supports })
const busy = (host = 'app1') => says('WORKER TIMEOUT', 'server_overload', host)

const cases: readonly Shown[] = [
  {
    name: 'descriptors that only the log misses',
    findings: [says('accept: Too many open files'), found('health-failing')],
  },
  { name: 'descriptors that Node misses', findings: [says('Error: EMFILE, open x'), found('health-failing')] },
  { name: 'memory that only the log misses', findings: [says('MemoryError'), found('health-failing')] },
  { name: 'memory that Node misses', findings: [says('spawn ENOMEM'), found('health-failing')] },
  {
    name: 'a disk that only the log misses',
    findings: [says('OSError: No space left on device'), found('health-failing')],
  },
  {
    name: 'a disk that the log misses and we see full',
    findings: [says('OSError: No space left on device'), found('health-failing'), found('disk-full')],
  },
  { name: 'a disk that the log misses, and nobody suffers', findings: [says('OSError: No space left on device')] },
  { name: 'a log that says something else', findings: [says('hello'), found('health-failing')] },

  { name: 'no answer on one host', findings: [up('app1'), silent('app1')], asked: 'all' },
  { name: 'no answer from a port without a unit', findings: [found('listening'), silent('app1')] },
  { name: 'no answer where nothing runs', findings: [silent('app1')] },
  { name: 'no connection', findings: [up('app1'), found('health-no-answer', 'app1', { failure: 'refused' })] },
  { name: 'no answer where pages are served', findings: [up('app1'), silent('app1'), found('app-serves')] },
  { name: 'no answer from stopped processes', findings: [up('app1'), silent('app1'), found('process-frozen')] },
  {
    name: 'no answer, and a queue',
    findings: [up('app1'), silent('app1'), found('accept-queue-growing'), found('workers-stuck')],
  },
  { name: 'no answer, and a log of busy workers', findings: [up('app1'), silent('app1'), busy()] },
  ...(['health-failing', 'health-intermittent', 'health-slow'] as const).map((id) => ({
    name: `${id}, and a log of busy workers`,
    findings: [up('app1'), found(id), busy()],
  })),
  {
    name: 'a health that says no, and another log',
    findings: [up('app1'), found('health-failing'), says('x', 'dependency_failure')],
  },
  { name: 'no answer on both hosts', findings: [up('app1'), up('app2'), silent('app1'), silent('app2')] },
  {
    name: 'no answer on both, one with a log',
    findings: [up('app1'), up('app2'), silent('app1'), silent('app2'), busy('app2')],
  },
  {
    name: 'a queue on one, no answer and a log on the other',
    findings: [found('accept-queue-full'), up('app2'), silent('app2'), busy('app2')],
    asked: 'all',
  },
  {
    name: 'a queue on one, only no answer on the other',
    findings: [found('accept-queue-full'), up('app2'), silent('app2')],
  },
  { name: 'a queue and no answer on one', findings: [found('accept-queue-full'), up('app1'), silent('app1')] },
  {
    name: 'a queue on the balancer, no answer and a log on a host',
    findings: [found('accept-queue-full', 'lb1'), up('app2'), silent('app2'), busy('app2')],
  },

  {
    name: 'a file system that the log calls read-only',
    findings: [says('OSError: [Errno 30] Read-only file system'), found('health-failing')],
  },
  {
    name: 'a file system that the log calls read-only and full',
    findings: [says('Read-only file system'), says('No space left on device'), found('health-failing')],
  },
  {
    name: 'a log of busy workers, and a connection that was cut',
    findings: [up('app1'), found('health-no-answer', 'app1', { failure: 'reset' }), busy()],
  },
  {
    name: 'a log of busy workers, and a connection that was refused',
    findings: [up('app1'), found('health-no-answer', 'app1', { failure: 'refused' }), busy()],
  },
  {
    name: 'logs of busy workers, no answer on one and a bad one on the other',
    findings: [up('app1'), up('app2'), silent('app1'), found('health-failing', 'app2'), busy(), busy('app2')],
  },
]

describe('serverOverload', () => {
  it('says this of what an application tells, or does not answer', async () => {
    await expect(tellRule(serverOverload, cases)).toMatchFileSnapshot('fixtures/rules/overload-signs.txt')
  })
})
