import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

/** Programs beside each processor that take all the time they get: a load of this much per core, at no work of the lab's own. */
const burnersPerCore = 3
/** The load of the last minute has risen this far before a fault is judged. */
const wantedLoadPerCore = 2.2
/** They end by themselves, should nobody end them. */
const longestSeconds = 4 * 3600

/** Keeps every processor of the machine busy, as a neighbour's build or backup would, until the returned function is called. */
export function keepBusy(): () => void {
  const loop = ['-s', 'KILL', String(longestSeconds), 'sh', '-c', 'while :; do :; done']
  const burners = Array.from({ length: burnersPerCore * availableParallelism() }, () =>
    spawn('timeout', loop, { stdio: 'ignore' }),
  )
  return () => {
    for (const burner of burners) burner.kill('SIGTERM')
  }
}

/** Waits until the machine's load shows that it is busy; at most two minutes. */
export async function waitForLoad(): Promise<void> {
  for (const deadline = Date.now() + 120_000; Date.now() < deadline; await sleep(1000)) {
    const [one = '0'] = (await readFile('/proc/loadavg', 'utf8')).split(' ')
    if (Number(one) / availableParallelism() >= wantedLoadPerCore) return
  }
}
