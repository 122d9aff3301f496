import { parseCores } from './cores.ts'
import type { Output } from './execute.ts'
import { fieldOf, parseFigure } from './figures.ts'
import type { SectionProbe } from './probe.ts'
import { explainOutput, isUnseen, sectionLines } from './section-lines.ts'
import { clock, cores } from './shown-line.ts'
import { systemCollection } from './system-collection.ts'
import { type Parsed, seen } from './unseen.ts'

/** Who we are on which system. */
export interface HostValue {
  /** `ID VERSION_ID` of os-release: 'debian 12'; 'unknown' where there is no os-release. */
  readonly os: string
  readonly kernel: string
  readonly cores: number
  readonly uptimeSeconds: number
  readonly init: 'systemd' | 'openrc' | 'other'
  readonly user: string
  readonly groups: readonly string[]
  /** Host clock, seconds since the epoch, when the section ran. */
  readonly clockSeconds: number
}

/** Two forks, `id` and `date`; all else is read by the shell. sd_booted(3): /run/systemd/system exists under systemd. */
export const hostProbe: SectionProbe<'host', HostValue> = {
  id: 'host',
  label: 'system',
  reads: systemCollection,
  source: () => 'cat /etc/os-release /proc/uptime; uname -r; id; date +%s; nproc',
  parse: parseHost,
  shown: [clock, cores],
}

export function parseHost(output: Output): Parsed<HostValue> {
  const lines = sectionLines(output)
  if (isUnseen(lines)) return lines
  const kernel = fieldOf(lines, 'kernel')
  const cores = parseCores(lines)
  const uptimeSeconds = parseFigure(fieldOf(lines, 'uptime'))
  const clockSeconds = parseFigure(fieldOf(lines, 'clock'))
  const identity = parseIdentity(fieldOf(lines, 'id'))
  if (!kernel || cores === undefined || uptimeSeconds === undefined || clockSeconds === undefined || !identity) {
    return explainOutput(output, 'the host did not say what it is')
  }
  return seen({ os: osOf(lines), kernel, cores, uptimeSeconds, init: initOf(lines), ...identity, clockSeconds })
}

/** `ID=debian` and `VERSION_ID="12"`, as os-release(5) quotes them. */
function osOf(lines: readonly string[]): string {
  const valueOf = (key: string): string => {
    const line = lines.find((line) => line.startsWith(`os.${key}=`)) ?? ''
    return line.slice(line.indexOf('=') + 1).replaceAll(/["']/g, '')
  }
  return `${valueOf('ID')} ${valueOf('VERSION_ID')}`.trim() || 'unknown'
}

function initOf(lines: readonly string[]): HostValue['init'] {
  const init = fieldOf(lines, 'init')
  return init === 'systemd' || init === 'openrc' ? init : 'other'
}

/** `uid=1000(probe) gid=1000(probe) groups=1000(probe),4(adm)`; a number without a name stands for itself. */
function parseIdentity(text: string | undefined): Pick<HostValue, 'user' | 'groups'> | undefined {
  // busybox prints no groups for a user that is in its own only.
  // SELinux adds a context; names of a domain hold spaces and backslashes.
  const match = /^uid=(\d+)(?:\(([^)]*)\))? gid=(.+?)(?: groups=(.+?))?(?: context=\S+)?$/.exec(text ?? '')
  if (!match) return undefined
  const groups = (match[4] ?? match[3] ?? '').split(/,(?=\d)/).map((group) => /\(([^)]*)\)/.exec(group)?.[1] ?? group)
  return { user: match[2] ?? match[1] ?? '', groups: groups.filter((group) => group !== '') }
}
