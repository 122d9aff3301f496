import { describe, expect, it } from 'vitest'
import { type Fact, found } from '../../test/support/found.ts'
import { inputShown } from '../../test/support/tell-rule.ts'
import type { Finding } from '../checklist/finding.ts'
import { type CrashReason, crashReason, linesOf } from './crash-reason.ts'

const exited = found('unit-failed', 'app1', { exitStatus: 1, result: 'exit-code' })
const killed = found('unit-failed', 'app1', { exitStatus: 9, result: 'signal' })
const line = (text: string, supports: Fact<'journal-line', 'supports'> = '', more = {}) =>
  found('journal-line', 'app1', { line: text, supports, ...more })
const own = line("ModuleNotFoundError: No module named 'x'", 'app_not_started')
const kill = line('Worker (pid:7) was sent SIGKILL! Perhaps out of memory?', 'app_not_started')
const oom = found('oom-kill')

const cases: readonly (readonly [reason: CrashReason, name: string, finding: Finding, seen: readonly Finding[]])[] = [
  ['unknown', 'no line', exited, []],
  ['unknown', 'a line that says nothing', exited, [line('Shutting down')]],
  ['unknown', 'a line of another unit', exited, [{ ...own, facts: { ...own.facts, unit: 'worker' } }]],
  ['unknown', 'a line of another host', exited, [found('journal-line', 'app2', { line: 'No space left on device' })]],
  ['own', 'a line of its own', exited, [line('Starting'), own]],
  [
    'own',
    'a line of a process without a unit',
    found('process-missing'),
    [{ ...own, facts: { ...own.facts, unit: 'worker' } }],
  ],
  [
    'own',
    'an exit status of systemd, whatever the lines say',
    found('unit-failed', 'app1', { exitStatus: 203 }),
    [line('No space left on device')],
  ],
  ['starved', 'a full disk', exited, [own, line('OSError: No space left on device')]],
  [
    'starved',
    'a full disk before a refused connection',
    exited,
    [line('connection refused'), line('No space left on device')],
  ],
  ['elsewhere', 'a connection that was refused', exited, [own, line('connect ECONNREFUSED 10.0.0.9:6379')]],
  ['elsewhere', 'a line that tells of a dependency', exited, [line('x', 'dependency_failure')]],
  ['elsewhere', 'a line that tells of database connections', exited, [line('x', 'db_connections_exhausted')]],
  ['unknown', 'a line that tells of the check', exited, [line('x', 'health_check_failing')]],
  ['starved', 'a SIGKILL beside an OOM kill', killed, [oom]],
  ['unknown', 'a SIGKILL alone', killed, []],
  ['unknown', 'a SIGKILL beside an OOM kill of nothing of ours', killed, [{ ...oom, weight: 'warn' }]],
  ['unknown', 'a SIGKILL beside an OOM kill on another host', killed, [found('oom-kill', 'app2')]],
  ['unknown', 'an exit beside an OOM kill', exited, [oom]],
  [
    'unknown',
    'an exit with status 9 beside an OOM kill',
    found('unit-failed', 'app1', { exitStatus: 9, result: 'exit-code' }),
    [oom],
  ],
  [
    'unknown',
    'another signal beside an OOM kill',
    found('unit-failed', 'app1', { exitStatus: 11, result: 'signal' }),
    [oom],
  ],
  ['starved', 'a worker that was killed beside an OOM kill', exited, [oom, kill]],
  [
    'starved',
    'systemd telling of it beside an OOM kill',
    exited,
    [oom, line('Main process exited, code=killed, status=9/KILL', 'app_not_started')],
  ],
  [
    'starved',
    'uWSGI telling of it beside an OOM kill',
    exited,
    [oom, line('worker 1 died, killed by signal 9', 'app_not_started')],
  ],
  ['own', 'a signal 90 beside an OOM kill', exited, [oom, line('died of signal 90', 'app_not_started')]],
  ['starved', 'a SIGKILL beside an OOM kill, and other lines', killed, [oom, line('Shutting down')]],
  ['own', 'a SIGKILL beside an OOM kill, and a line of its own', killed, [oom, own]],
  ['own', 'a worker that was killed beside an OOM kill, and a line of its own', exited, [oom, kill, own]],
]

describe('crashReason()', () => {
  it.each(cases)('is %s for %s', (reason, _name, finding, seen) => {
    expect(crashReason(inputShown({ name: '', findings: seen }), finding)).toBe(reason)
  })
})

describe('linesOf()', () => {
  it('gives the lines of the unit on its host', () => {
    const findings = [own, line('x', '', { unit: 'worker' }), found('journal-line', 'app2')]
    expect(linesOf(inputShown({ name: '', findings }), exited)).toEqual([own])
  })
})
