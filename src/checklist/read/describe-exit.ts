import type { Unit } from '../../probe/units.ts'

/**
 * Exit statuses that systemd itself sets when a service could not even be executed.
 * Source: systemd.exec(5), "Process Exit Codes".
 */
const systemdExits: Readonly<Record<number, string>> = {
  200: 'its working directory does not exist (CHDIR)',
  203: 'its program could not be executed (EXEC)',
  208: 'its standard input could not be opened (STDIN)',
  209: 'its standard output could not be opened (STDOUT)',
  214: 'its scheduler could not be set (SETSCHEDULER)',
  216: 'its group does not exist (GROUP)',
  217: 'its user does not exist (USER)',
  218: 'its capabilities could not be set (CAPABILITIES)',
  226: 'its namespaces could not be set up (NAMESPACE)',
  233: 'its runtime directory could not be made (RUNTIME_DIRECTORY)',
  238: 'its state directory could not be made (STATE_DIRECTORY)',
}

/** Why systemd could not run the program, or undefined when the program itself ended. */
export function systemdExit(status: number | undefined): string | undefined {
  return status === undefined ? undefined : systemdExits[status]
}

/** ' (exit 3)', ' (killed by signal 9)', ' (203: its program could not be executed)', or nothing to say. */
export function describeExit(unit: Unit): string {
  const reason = systemdExit(unit.exitStatus)
  if (reason !== undefined) return ` (${unit.exitStatus}: ${reason})`
  if (unit.result === 'oom-kill') return ' (killed by the kernel for memory)'
  if (unit.exitCode === 'killed' || unit.exitCode === 'dumped') return ` (killed by ${signalOf(unit)})`
  if (unit.exitStatus !== undefined && unit.exitStatus !== 0) return ` (exit ${unit.exitStatus})`
  return unit.result === 'success' || unit.result === '' ? '' : ` (${unit.result})`
}

function signalOf({ exitStatus }: Unit): string {
  return exitStatus === undefined ? 'a signal' : `signal ${exitStatus}`
}
