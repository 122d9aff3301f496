import { expect, it } from 'vitest'
import { unit } from '../../../test/support/healthy-values.ts'
import type { Unit } from '../../probe/units.ts'
import { describeExit, systemdExit } from './describe-exit.ts'

const cases: readonly (readonly [parts: Partial<Unit>, words: string])[] = [
  [{}, ''],
  [{ result: '' }, ''],
  [{ exitStatus: 0 }, ''],
  [{ exitStatus: 0, result: 'timeout' }, ' (timeout)'],
  [{ result: 'start-limit-hit' }, ' (start-limit-hit)'],
  [{ exitStatus: 3, result: 'exit-code', exitCode: 'exited' }, ' (exit 3)'],
  [{ exitStatus: 1, result: 'success' }, ' (exit 1)'],
  [{ exitStatus: 203, result: 'exit-code' }, ' (203: its program could not be executed (EXEC))'],
  [{ exitStatus: 200, result: 'exit-code' }, ' (200: its working directory does not exist (CHDIR))'],
  [{ exitStatus: 11, exitCode: 'dumped', result: 'core-dump' }, ' (killed by signal 11)'],
  [{ exitStatus: 9, exitCode: 'killed', result: 'signal' }, ' (killed by signal 9)'],
  [{ exitCode: 'killed', result: 'signal' }, ' (killed by a signal)'],
  [{ exitStatus: 9, exitCode: 'killed', result: 'oom-kill' }, ' (killed by the kernel for memory)'],
]

it.each(cases)('describeExit() of %j says why a unit ended', (parts, words) => {
  expect(describeExit(unit('web', parts))).toBe(words)
})

it('systemdExit() knows what systemd itself sets, and nothing else', () => {
  expect([undefined, 0, 3, 216].map(systemdExit)).toEqual([
    undefined,
    undefined,
    undefined,
    'its group does not exist (GROUP)',
  ])
})
