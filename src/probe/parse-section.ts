import { parseBalancerConfig } from './balancer-config.ts'
import { parseConfigFiles } from './config-files.ts'
import { parseConnections } from './connections.ts'
import { parseCpu } from './cpu.ts'
import { parseDisk } from './disk.ts'
import type { Output } from './execute.ts'
import { parseFiles } from './files.ts'
import { parseHost } from './host.ts'
import { parseJournal } from './journal.ts'
import { parseKernelLimits } from './kernel-limits.ts'
import { parseListeners } from './listeners.ts'
import { parseLoad } from './load.ts'
import { parseMemory } from './memory.ts'
import { parseNetwork } from './network.ts'
import { parseOom } from './oom.ts'
import { parsePressure } from './pressure.ts'
import { parseProxyLog } from './proxy-log.ts'
import type { Parsed } from './reading.ts'
import { parseRelease } from './release.ts'
import { parseResolve } from './resolve.ts'
import { parseUnits } from './units.ts'
import type { ProbeValues } from './values.ts'
import { parseWorkers } from './workers.ts'

/** What the output is about: the observation's subject (a unit, a path, a name). */
interface Of {
  readonly subject: string
}

const parsers = {
  host: parseHost,
  load: parseLoad,
  cpu: parseCpu,
  pressure: parsePressure,
  memory: parseMemory,
  disk: parseDisk,
  files: parseFiles,
  oom: parseOom,
  network: parseNetwork,
  units: parseUnits,
  journal: parseJournal,
  listeners: parseListeners,
  'kernel-limits': parseKernelLimits,
  workers: parseWorkers,
  connections: parseConnections,
  release: parseRelease,
  'config-files': parseConfigFiles,
  resolve: parseResolve,
  'balancer-config': parseBalancerConfig,
  'proxy-log': parseProxyLog,
} satisfies { readonly [P in keyof ProbeValues]?: (output: Output, of: Of) => Parsed<ProbeValues[P]> }

/** A probe that is a section of a host's script. */
export type SectionProbe = keyof typeof parsers

export const sectionProbes = Object.keys(parsers) as readonly SectionProbe[]

/** Reads what a section printed. Never throws: what cannot be understood is `unseen`. */
export function parseSection<P extends SectionProbe>(probe: P, output: Output, of: Of): Parsed<ProbeValues[P]> {
  const parse = parsers[probe] as (output: Output, of: Of) => Parsed<ProbeValues[P]>
  return parse(output, of)
}

export function isSectionProbe(probe: keyof ProbeValues): probe is SectionProbe {
  return Object.hasOwn(parsers, probe)
}
