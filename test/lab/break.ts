import { setTimeout as sleep } from 'node:timers/promises'
import { writeServices } from './access.ts'
import { waitForStatus } from './edge.ts'
import type { Action, Fault } from './fault.ts'
import { appHosts, type HostName } from './hosts.ts'
import { copyKernelLog, kernelLogPosition } from './kernel-log.ts'
import { type LabOptions, onHost, tryOnHost } from './lab.ts'
import { cutPower } from './machine.ts'
import { allNames, useSlowLink, writeNames } from './network.ts'
import { startUsers } from './users.ts'

/** How the lab must be up for a fault. */
export const neededOptions = (fault: Fault): LabOptions => ({
  layout: fault.layout ?? 'haproxy',
  probe: fault.probe ?? 'careful',
})

/** Injects a fault into a healthy lab and waits until its symptom is real; throws when it does not appear. */
export async function breakLab(fault: Fault): Promise<void> {
  const position = await kernelLogPosition()
  for (const action of fault.inject) await act(action, neededOptions(fault))
  const withinMs = (fault.symptom.withinSeconds ?? 60) * 1000
  await waitForStatus(fault.symptom.edge, withinMs)
  if (fault.symptom.down !== undefined) await waitForDown(fault.symptom.down, withinMs)
  await sleep((fault.symptom.settleSeconds ?? 3) * 1000)
  await copyKernelLog(position)
  await waitForStatus(fault.symptom.edge, 20_000)
}

async function act(action: Action, options: LabOptions): Promise<void> {
  switch (action.kind) {
    case 'run':
      await Promise.all(action.on.map((host) => onHost(host, action.script, 120_000)))
      return
    case 'power-off':
      await Promise.all(action.hosts.map(cutPower))
      return
    case 'users':
      return startUsers(action.perSecond, action.path)
    case 'forget-names':
      return writeNames(Object.fromEntries(Object.entries(allNames()).filter(([name]) => !action.names.includes(name))))
    case 'slow-link':
      return useSlowLink()
    case 'check-through-pooler':
      return writeServices({ layout: options.layout, databasePort: 6432 })
    case 'wait':
      await sleep(action.seconds * 1000)
      return
    default:
      action satisfies never
  }
}

async function waitForDown(hosts: readonly HostName[], timeoutMs: number): Promise<void> {
  let states: Readonly<Record<string, string>> = {}
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await sleep(500)) {
    states = await serverStates()
    if (hosts.every((host) => states[host]?.startsWith('DOWN'))) return
  }
  throw new Error(`HAProxy should hold ${hosts.join(' and ')} for DOWN: ${JSON.stringify(states)}`)
}

/** HAProxy's word on each application host, such as `UP` or `DOWN 1/2`. */
export async function serverStates(): Promise<Readonly<Record<string, string>>> {
  const ask = `python3 - <<'EOF'
import socket
s = socket.socket(socket.AF_UNIX); s.connect('/run/haproxy/admin.sock'); s.send(b'show stat\\n')
print(s.makefile().read())
EOF`
  const { stdout } = await tryOnHost('lb1', ask, 10_000)
  const rows = stdout.split('\n').map((line) => line.split(','))
  return Object.fromEntries(
    rows.filter((row) => appHosts.some((host) => host === row[1])).map((row) => [row[1] ?? '', row[17] ?? '']),
  )
}
