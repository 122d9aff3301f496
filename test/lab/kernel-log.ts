import { runCommand } from './command.ts'
import { type HostName, hostNames } from './hosts.ts'
import { onHost } from './lab.ts'
import { machineLeader } from './machine.ts'
import { labName } from './places.ts'

interface KernelLine {
  readonly secondsSinceBoot: number
  readonly text: string
}

/** Where the kernel's log stands now; a place to copy from later. */
export async function kernelLogPosition(): Promise<number> {
  return (await kernelLines()).at(-1)?.secondsSinceBoot ?? 0
}

/**
 * Gives each machine the kernel's messages about it, as a machine of its own would have journalled them, and its own count of
 * OOM kills. Machines of the lab share one kernel, whose log none of them can read.
 */
export async function copyKernelLog(since: number): Promise<void> {
  const lines = (await kernelLines()).filter((line) => line.secondsSinceBoot > since)
  for (const host of hostNames) {
    const own = aboutMachine(lines, host)
    if (own.length === 0 || (await machineLeader(host)) === undefined) continue
    await onHost(host, `${journalLines(await asEntries(own))}\n${countKills(own)}`)
  }
}

/** A bash script that adds lines to a machine's journal as its kernel's. */
export const journalLines = (entries: readonly { readonly at: string; readonly text: string }[]): string => `
  { while read -r at line; do
      printf '__REALTIME_TIMESTAMP=%s\\n__MONOTONIC_TIMESTAMP=1000000\\n_BOOT_ID=%s\\n_TRANSPORT=kernel\\nPRIORITY=3\\n' $((at)) $(tr -d - < /proc/sys/kernel/random/boot_id)
      printf 'SYSLOG_FACILITY=0\\nSYSLOG_IDENTIFIER=kernel\\n_MACHINE_ID=%s\\n_HOSTNAME=%s\\nMESSAGE=%s\\n\\n' $(cat /etc/machine-id) $(hostname) "$line"
    done <<LINES
${entries.map(({ at, text }) => `${at} ${text}`).join('\n')}
LINES
  } | /lib/systemd/systemd-journal-remote --output=/var/log/journal/$(cat /etc/machine-id)/kernel-$RANDOM.journal - > /dev/null
  chgrp systemd-journal /var/log/journal/*/kernel-*.journal; chmod 640 /var/log/journal/*/kernel-*.journal`

/** The kernel names the control group of the victim one line before the kill. */
function aboutMachine(lines: readonly KernelLine[], host: HostName): readonly KernelLine[] {
  const group = `/${labName}/${host}`
  return lines.flatMap((line, index) => {
    const kill = lines[index + 1]
    if (!line.text.startsWith('oom-kill:') || !line.text.includes(`task_memcg=${group}/`) || kill === undefined)
      return []
    const isWholeMachine = line.text.includes(`oom_memcg=${group},`)
    const summary = line.text
      .replaceAll(group, '')
      .replace(isWholeMachine ? 'CONSTRAINT_MEMCG' : '', isWholeMachine ? 'CONSTRAINT_NONE' : '')
    const killed = isWholeMachine ? kill.text.replace('Memory cgroup out of memory', 'Out of memory') : kill.text
    const name = /task=([^,]+)/.exec(line.text)?.[1] ?? 'process'
    const invoked = `${name} invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0`
    return [
      { ...line, text: invoked },
      { ...line, text: summary },
      { ...kill, text: killed },
    ]
  })
}

const countKills = (lines: readonly KernelLine[]): string =>
  `sed -i 's/^oom_kill .*/oom_kill ${lines.filter((line) => line.text.includes('Killed process')).length}/' /run/own-vmstat`

async function kernelLines(): Promise<readonly KernelLine[]> {
  const text = await runCommand(['dmesg'])
  return [...text.matchAll(/^\[ *(\d+\.\d+)\] (.*)$/gm)].map(([, seconds, line]) => ({
    secondsSinceBoot: Number(seconds),
    text: line ?? '',
  }))
}

async function asEntries(lines: readonly KernelLine[]): Promise<readonly { at: string; text: string }[]> {
  const [uptime = '0'] = (await runCommand(['cat', '/proc/uptime'])).split(' ')
  const bootedAt = Date.now() / 1000 - Number(uptime)
  return lines.map(({ secondsSinceBoot, text }) => ({
    at: String(Math.round((bootedAt + secondsSinceBoot) * 1e6)),
    text,
  }))
}
