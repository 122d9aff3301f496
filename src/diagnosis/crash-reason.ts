import type { Finding } from '../checklist/finding.ts'
import { systemdExit } from '../checklist/read/describe-exit.ts'
import { blameOf } from '../checklist/read/last-words.ts'
import { type DiagnosisInput } from './diagnosis-input.ts'
import { exitStatusOf, resultOf, unitOf } from './unit-facts.ts'

export type CrashReason = 'own' | 'elsewhere' | 'starved' | 'unknown'

/** Why a unit that does not stay up went down, by its exit status and its last lines. */
export function crashReason(input: DiagnosisInput, finding: Finding): CrashReason {
  if (systemdExit(exitStatusOf(finding)) !== undefined) return 'own'
  const lines = linesOf(input, finding)
  if (lines.some((line) => blameOf(line.facts.line) === 'starved') || isVictim(input, finding, lines)) return 'starved'
  if (lines.some(blamesElsewhere)) return 'elsewhere'
  return lines.some((line) => line.facts.supports === 'app_not_started') ? 'own' : 'unknown'
}

/**
 * The kernel's OOM killer was at work on the host, and all that is known of the end is that something killed it. Where the
 * host's own kernel log was not read, that of another host of the service speaks for it: one unit, one limit.
 */
function isVictim(input: DiagnosisInput, finding: Finding, lines: readonly Finding<'journal-line'>[]): boolean {
  const kills = isKernelLogRead(input, finding.place) ? input.on(finding.place, 'oom-kill') : input.all('oom-kill')
  const own = lines.filter((line) => line.facts.supports === 'app_not_started')
  const isKilled = resultOf(finding) === 'signal' && exitStatusOf(finding) === 9
  return (
    kills.some((kill) => kill.weight === 'fail') &&
    (isKilled || own.length > 0) &&
    own.every((line) => isKill(line.facts.line))
  )
}

const isKernelLogRead = (input: DiagnosisInput, host: string): boolean =>
  input.on(host, 'unseen').every((gap) => gap.facts.probe !== 'oom')

/** Hosts whose kernel log was not read and whose unit dies as that of another host does, which the kernel kills for memory. */
export function hostsKilledAlike(input: DiagnosisInput): readonly string[] {
  const crashed = input.all('unit-failed', 'unit-crash-looping').filter(({ place }) => !isKernelLogRead(input, place))
  return crashed.flatMap((finding) => (isVictim(input, finding, linesOf(input, finding)) ? [finding.place] : []))
}

const isKill = (line: string): boolean => /\bSIGKILL\b|status=9\/KILL|signal 9\b/.test(line)

/** Whether a line of a log speaks against something that the application needs. */
export function blamesElsewhere(line: Finding<'journal-line'>): boolean {
  const supports = line.facts.supports
  return (
    supports === 'dependency_failure' ||
    supports === 'db_connections_exhausted' ||
    blameOf(line.facts.line) === 'elsewhere'
  )
}

/** Whether the last words of a unit that broke name what it died of, and that is somebody else: the application itself is then a victim. */
export function diedOfOthers(input: DiagnosisInput, finding: Finding): boolean {
  const said = linesOf(input, finding).map((line) => line.facts.supports)
  const isNamed = said.includes('dependency_failure') || said.includes('db_connections_exhausted')
  return isNamed && !said.includes('app_not_started') && crashReason(input, finding) === 'elsewhere'
}

/** The quoted lines of the finding's unit on its host. */
export function linesOf(input: DiagnosisInput, finding: Finding): readonly Finding<'journal-line'>[] {
  const unit = unitOf(finding)
  return input.on(finding.place, 'journal-line').filter((line) => unit === '' || line.facts.unit === unit)
}
