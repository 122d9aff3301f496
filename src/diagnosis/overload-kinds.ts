/** What a host can run out of, in the order in which one shortage brings the next. */
export const overloadKinds = ['memory', 'disk', 'files', 'cpu', 'network', 'workers'] as const
export type OverloadKind = (typeof overloadKinds)[number]

export const overloadTitles: Readonly<Record<OverloadKind, string>> = {
  memory: 'Memory is used up',
  disk: 'The disk is full',
  files: 'File descriptors or tasks are used up',
  cpu: 'The processors are overloaded',
  network: 'The connection tracking table is full',
  workers: 'All workers are busy and connections queue',
}

interface Place {
  readonly host: string
  readonly unit: string
  readonly mount: string
}

/** What to do about a shortage, safest first. */
export function nextForOverload(kind: OverloadKind, { host, unit, mount }: Place): readonly string[] {
  const on = `ssh ${host}`
  switch (kind) {
    case 'memory':
      return [
        `See who holds it: ${on} ps -eo pid,rss,cmd --sort=-rss | head`,
        `See what was killed: ${on} journalctl -k -g 'Out of memory' -n 20 --no-pager`,
        `If ${unit} grew without end: ${on} sudo systemctl restart ${unit}, and give it a MemoryMax that fits`,
      ]
    case 'disk':
      return [
        `See what fills it: ${on} du -xh --max-depth=2 ${mount || '/'} | sort -h | tail; df -i ${mount || '/'}`,
        `Give back what is safe first: ${on} sudo journalctl --vacuum-size=200M`,
        `Files deleted but still open count too: ${on} sudo lsof +L1`,
      ]
    case 'files':
      return [
        `See who holds them: ${on} ls /proc/<pid>/fd | wc -l; ss -s`,
        `Raise LimitNOFILE (or TasksMax) of ${unit} with systemctl edit ${unit}, then restart it when users can bear it`,
      ]
    case 'cpu':
      return [
        `See who burns it: ${on} top -b -n 1 | head -n 20`,
        `A CPUQuota holds a unit back: ${on} systemctl show ${unit} -p CPUQuotaPerSecUSec`,
        'Take load away: add a host, or shed the heaviest requests at the balancer',
      ]
    case 'network':
      return [
        `See who opens so many: ${on} sudo conntrack -S; ss -s`,
        `Raise the table: ${on} sudo sysctl -w net.netfilter.nf_conntrack_max=<more>`,
      ]
    case 'workers':
      return [
        `See what the workers wait for: ${on} ss -tnp; journalctl -u ${unit} -n 50 --no-pager`,
        'Find the slow request or dependency before you add workers; then size workers and timeouts for it',
        `As a stopgap, restart one host at a time: ${on} sudo systemctl restart ${unit}`,
      ]
    default:
      return kind satisfies never
  }
}
