import { commandLine, commandWord, figureWord } from '../service/command-word.ts'
import { act, look, type NextStep } from './action.ts'
import { nextForReadOnly, type ReadOnlyDisk } from './read-only-actions.ts'
import { readJournal, restartUnit } from './usual-actions.ts'

/** What a host can run out of, in the order in which one shortage brings the next. */
export const overloadKinds = ['memory', 'disk', 'read-only', 'files', 'cpu', 'network', 'workers'] as const
export type OverloadKind = (typeof overloadKinds)[number]

export const overloadTitles: Readonly<Record<OverloadKind, string>> = {
  memory: 'Memory is used up',
  disk: 'The disk is full',
  'read-only': 'A file system is read-only',
  files: 'File descriptors or tasks are used up',
  cpu: 'The processors are overloaded',
  network: 'The connection tracking table is full',
  workers: 'All workers are busy and connections queue',
}

/** Where a shortage is, as far as it is known. */
export interface Overloaded {
  readonly host: string
  readonly unit: string | undefined
  /** Of the file system that is full. */
  readonly mount: string
  /** The disk that takes no writes. */
  readonly disk: ReadOnlyDisk | undefined
  /** Of the process that holds most descriptors. */
  readonly pid: number | undefined
  /** Connections that the kernel tracks at most. */
  readonly trackedMax: number | undefined
  /** The address towards which no local port is left. */
  readonly peer: string
}

/** What to do about a shortage, safest first. */
export function nextForOverload(kind: OverloadKind, overloaded: Overloaded): readonly NextStep[] {
  switch (kind) {
    case 'memory':
      return nextForMemory(overloaded)
    case 'disk':
      return nextForDisk(overloaded)
    case 'read-only':
      return nextForReadOnly(overloaded)
    case 'files':
      return nextForFiles(overloaded)
    case 'cpu':
      return nextForCpu(overloaded)
    case 'network':
      return overloaded.peer === '' ? nextForTracking(overloaded) : nextForPorts(overloaded)
    case 'workers':
      return nextForWorkers(overloaded)
    default:
      return kind satisfies never
  }
}

function nextForMemory({ host, unit }: Overloaded): readonly NextStep[] {
  return [
    look('See who holds it', { command: 'ps -eo pid,rss,cmd --sort=-rss | head', on: host }),
    look('See what was killed', { command: 'journalctl -k -g "Out of memory" -n 20 --no-pager', on: host }),
    restartUnit(`If ${unit ?? 'the application'} grew without end, restart it, and give it a MemoryMax that fits`, {
      unit,
      host,
    }),
  ]
}

function nextForDisk({ host, mount }: Overloaded): readonly NextStep[] {
  const at = commandWord('path', mount || '/')
  return [
    look('See how full it is, and of how many files', { command: commandLine`df -h ${at}; df -i ${at}`, on: host }),
    look('See what fills it', { command: commandLine`sudo du -xh --max-depth=2 ${at} | sort -h | tail`, on: host }),
    look('Files deleted but still open count too', { command: 'sudo lsof +L1', on: host }),
    ...(mayHoldJournal.test(mount || '/')
      ? [
          act('If it holds the journal, give back what is safe first', {
            command: 'sudo journalctl --vacuum-size=200M',
            on: host,
            changes: `the journal of ${host} beyond its latest 200 MB is deleted`,
          }),
        ]
      : []),
  ]
}

/** systemd-journald(8): `/var/log/journal`, and `/run/log/journal` until that is there. */
const mayHoldJournal = /^\/(?:(?:var|run)(?:\/log(?:\/journal)?)?)?$/

function nextForFiles({ host, unit, pid }: Overloaded): readonly NextStep[] {
  const name = commandWord('unit', unit)
  return [
    pid === undefined
      ? look('See how many the host has', { command: 'cat /proc/sys/fs/file-nr; ss -s', on: host })
      : look('See what it holds', { command: commandLine`sudo ls -l /proc/${figureWord(pid)}/fd`, on: host }),
    look('See how many it may have', {
      command: commandLine`systemctl show ${name} -p LimitNOFILE -p TasksCurrent -p TasksMax`,
      on: host,
    }),
    act(
      `If it needs more, write LimitNOFILE (or TasksMax) for ${unit ?? 'its unit'}, and restart it when users can bear it`,
      {
        command: commandLine`sudo systemctl edit ${name}`,
        on: host,
        changes: `what you write there holds from the next start of ${unit ?? 'the unit'}`,
      },
    ),
  ]
}

function nextForCpu({ host, unit }: Overloaded): readonly NextStep[] {
  return [
    look('See who burns it', { command: 'top -b -n 1 | head -n 20', on: host }),
    look('A CPUQuota holds a unit back', {
      command: commandLine`systemctl show ${commandWord('unit', unit)} -p CPUQuotaPerSecUSec`,
      on: host,
    }),
    act('Take load away: add a host, or shed the heaviest requests at the balancer'),
  ]
}

function nextForTracking({ host, trackedMax }: Overloaded): readonly NextStep[] {
  // What is not known here is known there.
  const more =
    trackedMax === undefined
      ? { quoted: '$((2 * $(cat /proc/sys/net/netfilter/nf_conntrack_max)))' }
      : figureWord(trackedMax * 2)
  return [
    look('See who opens so many', { command: 'sudo conntrack -S; ss -s', on: host }),
    look('See how many it tracks', {
      command: 'sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max',
      on: host,
    }),
    act('Raise the table', {
      command: commandLine`sudo sysctl -w net.netfilter.nf_conntrack_max=${more}`,
      on: host,
      changes: `${host} tracks twice as many connections until its next boot, for some 320 bytes of memory each`,
    }),
  ]
}

/** Each connection to one address and port needs a local port of its own. */
function nextForPorts({ host, peer }: Overloaded): readonly NextStep[] {
  return [
    look(`See the connections to ${peer}, and in which state they are`, {
      command: commandLine`ss -tanp dst ${commandWord('address', peer)} | head -n 50`,
      on: host,
    }),
    look('See how many ports there are', { command: 'sysctl net.ipv4.ip_local_port_range', on: host }),
    act('Let the application keep connections to it open and use them again, instead of opening one for each request'),
  ]
}

function nextForWorkers({ host, unit }: Overloaded): readonly NextStep[] {
  return [
    look('See what the workers wait for', { command: 'ss -tnp', on: host }),
    readJournal('Read what they say', { unit, host }),
    'Find the slow request or dependency before you add workers; then size workers and timeouts for it',
    restartUnit('As a stopgap, restart one host at a time', { unit, host }),
  ]
}
