import { foldNames } from '../../lib/fold-names.ts'
import type { Finding } from '../finding.ts'
import type { Look, View } from '../read/view.ts'
import { judgeJournal } from './judge-journal.ts'
import { judgeListening } from './judge-listening.ts'
import { judgeUnit } from './judge-unit.ts'
import { makeFinding } from './make-finding.ts'

/** Whether the service's programs run on their hosts, listen, and what they last said. */
export function judgeProcess(view: View): readonly Finding[] {
  return [
    ...view.looks('units').flatMap((look) => judgeUnits(view, look)),
    ...view.service.hosts.flatMap((host) => judgeListening(view, host)),
    ...view.looks('workers').flatMap(judgeWorkers),
    ...view.looks('journal').flatMap((look) => judgeJournal(view, look)),
  ]
}

function judgeUnits(view: View, look: Look<'units'>): readonly Finding[] {
  const others = look.value.otherFailed
  const findings = look.value.units.flatMap((unit) => judgeUnit(view, look, unit))
  if (others.length === 0) return findings
  return [
    ...findings,
    makeFinding('process', [look], {
      id: 'other-unit-failed',
      weight: 'info',
      place: look.host,
      topic: 'units of others failed',
      text: `units that are not the service's failed on ${look.host}: ${foldNames(others)}`,
      host: look.host,
      facts: { count: others.length },
    }),
  ]
}

/** Stopped processes (T) answer nothing, whatever systemd says of their unit. */
function judgeWorkers(look: Look<'workers'>): readonly Finding[] {
  const processes = look.value.processes
  const stopped = processes.filter((process) => process.state === 'T' || process.state === 't')
  const waiting = processes.filter((process) => process.state === 'D')
  const facts = { processes: processes.length, stopped: stopped.length, waiting: waiting.length }
  const findings: Finding[] = []
  if (stopped.length > 0 && stopped.length * 2 >= processes.length) {
    findings.push(
      makeFinding('process', [look], {
        id: 'process-frozen',
        weight: 'fail',
        place: look.host,
        topic: 'processes are stopped (state T)',
        text: `${stopped.length} of ${processes.length} processes on ${look.host} are stopped (state T): they answer nothing until SIGCONT`,
        host: look.host,
        facts: { ...facts, pid: stopped[0]?.pid ?? 0, pids: stopped.map(({ pid }) => pid).join(' ') },
      }),
    )
  }
  if (waiting.length >= 2 && waiting.length * 2 >= processes.length) {
    findings.push(
      makeFinding('resources', [look], {
        id: 'workers-stuck',
        weight: 'warn',
        place: look.host,
        topic: 'workers wait for a disk (state D)',
        text: `${waiting.length} of ${processes.length} processes on ${look.host} wait uninterruptibly (state D): a disk or a network mount does not answer`,
        host: look.host,
        facts,
      }),
    )
  }
  return findings
}
