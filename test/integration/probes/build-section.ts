import { buildBalancerConfigSection } from '../../../src/probe/balancer-config.ts'
import { buildConfigFilesSection } from '../../../src/probe/config-files.ts'
import { buildConnectionsSection } from '../../../src/probe/connections.ts'
import { buildCpuSection } from '../../../src/probe/cpu.ts'
import { buildDiskSection } from '../../../src/probe/disk.ts'
import type { Section } from '../../../src/probe/execute.ts'
import { buildFilesSection } from '../../../src/probe/files.ts'
import { buildHostSection } from '../../../src/probe/host.ts'
import { buildJournalSection } from '../../../src/probe/journal.ts'
import { buildKernelLimitsSection } from '../../../src/probe/kernel-limits.ts'
import { buildListenersSection } from '../../../src/probe/listeners.ts'
import { buildLoadSection } from '../../../src/probe/load.ts'
import { buildMemorySection } from '../../../src/probe/memory.ts'
import { buildNetworkSection } from '../../../src/probe/network.ts'
import { buildOomSection } from '../../../src/probe/oom.ts'
import type { SectionProbe } from '../../../src/probe/parse-section.ts'
import { buildPressureSection } from '../../../src/probe/pressure.ts'
import { buildProxyLogSection } from '../../../src/probe/proxy-log.ts'
import { buildReleaseSection } from '../../../src/probe/release.ts'
import { buildResolveSection } from '../../../src/probe/resolve.ts'
import { buildUnitsSection } from '../../../src/probe/units.ts'
import { buildWorkersSection } from '../../../src/probe/workers.ts'

/** A subject in text: a unit (or several with commas), a path or a name; a number is a port. Empty where there is none. */
const builders: { readonly [P in SectionProbe]: (subject: string) => Section } = {
  host: buildHostSection,
  load: buildLoadSection,
  cpu: (subject) => buildCpuSection(serviceOf(subject)),
  pressure: buildPressureSection,
  memory: buildMemorySection,
  disk: buildDiskSection,
  files: (subject) => buildFilesSection(serviceOf(subject)),
  oom: (subject) => buildOomSection(serviceOf(subject)),
  network: buildNetworkSection,
  units: (subject) => buildUnitsSection({ units: subject.split(',').filter((unit) => unit !== '') }),
  journal: (subject) => buildJournalSection({ unit: subject }),
  listeners: buildListenersSection,
  'kernel-limits': buildKernelLimitsSection,
  workers: (subject) => buildWorkersSection(serviceOf(subject)),
  connections: (subject) => buildConnectionsSection(serviceOf(subject)),
  release: (subject) => buildReleaseSection({ path: subject }),
  'config-files': (subject) => buildConfigFilesSection(serviceOf(subject)),
  resolve: (subject) => buildResolveSection({ name: subject }),
  'balancer-config': (subject) => buildBalancerConfigSection(serviceOf(subject)),
  'proxy-log': buildProxyLogSection,
}

/** The section of a probe for a subject in text. */
export function buildSection(probe: SectionProbe, subject: string): Section {
  return builders[probe](subject)
}

function serviceOf(subject: string): { readonly unit?: string; readonly port?: number } {
  if (subject === '') return {}
  return /^\d+$/.test(subject) ? { port: Number(subject) } : { unit: subject }
}
