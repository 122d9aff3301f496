import type { Finding } from '../checklist/finding.ts'
import { systemdExit } from '../checklist/read/describe-exit.ts'
import { commandLine, commandWord, figureWord } from '../service/command-word.ts'
import { act, look, type NextStep } from './action.ts'
import { type DiagnosisInput, hostOf } from './diagnosis-input.ts'
import { exitStatusOf, sinceOf } from './unit-facts.ts'
import { readJournal, readListeners, readUnit, restartUnit, startUnit } from './usual-actions.ts'

/** Stopped processes that one command names. */
const stoppedPids = 50

/** Releases put in place shortly before the unit went down: what ties a deployment to a failure. */
export function releasesBefore(
  input: DiagnosisInput,
  findings: readonly Finding[],
): readonly Finding<'release-recent'>[] {
  return input.all('release-recent').filter((release) => {
    const unit = findings.find((finding) => hostOf(finding) === hostOf(release))
    const since = sinceOf(unit)
    return since !== undefined && since <= release.facts.ageSeconds
  })
}

/** What to do about an application that is not there, does not stay, or does not listen; `findings` are of one kind. */
export function nextForStopped(
  input: DiagnosisInput,
  findings: readonly Finding[],
  unit: string | undefined,
): readonly NextStep[] {
  const [first] = findings
  const host = first === undefined ? '' : hostOf(first)
  const at = { unit, host }
  switch (first?.id) {
    case 'process-frozen':
      return nextOfFrozen(first, host)
    case 'not-listening':
      return [
        readListeners('See where it listens', host),
        readUnit('Compare with its start line', at),
        restartUnit('When the port is fixed, restart it', at),
      ]
    case 'unit-missing':
      return nextOfMissing(first, at)
    case 'process-missing':
      return [readJournal('Read its last words', at), ...(unit === undefined ? [] : [startUnit('Start it', at)])]
    default:
      return nextOfStopped(input, findings, at)
  }
}

interface UnitAt {
  readonly unit: string | undefined
  readonly host: string
}

function nextOfStopped(input: DiagnosisInput, findings: readonly Finding[], at: UnitAt): readonly NextStep[] {
  const [first] = findings
  const release = releasesBefore(input, findings)[0]
  const reason = systemdExit(exitStatusOf(first))
  const previous = release?.facts.previous ?? ''
  const back = previous === '' ? '' : ` to ${previous}`
  const isStarting = first?.id === 'unit-starting' || first?.id === 'unit-crash-looping'
  return [
    readJournal('Read its last words', at),
    ...(reason === undefined ? [] : [readUnit(`systemd says ${reason}: compare with its unit file`, at)]),
    ...(release === undefined
      ? []
      : [
          act(
            `It went down after release ${release.facts.release}; if that is the reason, go back${back} with your deployment tool`,
          ),
        ]),
    isStarting
      ? restartUnit('When the reason is fixed, restart it', at)
      : startUnit('When the reason is fixed, start it', at),
  ]
}

/** A unit that systemd does not know cannot be started; one that is masked has to be let free first. */
function nextOfMissing(first: Finding<'unit-missing'>, { unit, host }: UnitAt): readonly NextStep[] {
  if (first.facts.how === 'is masked') {
    return [
      look('Ask who masked it, and why; see since when', {
        command: commandLine`systemctl status ${commandWord('unit', unit)} --no-pager`,
        on: host,
      }),
      act('If it is meant to run, let it free and start it', {
        command: commandLine`sudo systemctl unmask ${commandWord('unit', unit)} && sudo systemctl start ${commandWord('unit', unit)}`,
        on: host,
        changes: `${unit ?? 'the unit'} on ${host} may start again, and does`,
      }),
    ]
  }
  return [
    look('See which units there are', { command: 'systemctl list-unit-files --type=service --no-pager', on: host }),
    act(
      'If its file got lost, let your deployment tool put it back; if it has another name, write that as unit in services.yml',
    ),
  ]
}

function nextOfFrozen(first: Finding<'process-frozen'>, host: string): readonly NextStep[] {
  const ids = (first.facts.pids || String(first.facts.pid)).split(' ').filter((pid) => pid !== '')
  const words = ids.slice(0, stoppedPids).map((pid) => figureWord(Number(pid) || undefined)?.quoted)
  const pids = words.length > 0 && words.every((word) => word !== undefined) ? { quoted: words.join(' ') } : undefined
  const list = pids && { quoted: pids.quoted.replaceAll(' ', ',') }
  return [
    look('See who stopped it', {
      command:
        list === undefined ? 'ps -eo pid,ppid,stat,lstart,cmd' : commandLine`ps -o pid,ppid,stat,lstart,cmd -p ${list}`,
      on: host,
    }),
    act('Let it go on', {
      command: commandLine`sudo kill -CONT ${pids}`,
      on: host,
      changes: `the stopped processes on ${host} go on`,
    }),
  ]
}
