import { type About, sectionOf } from '../../../src/probe/collection.ts'
import type { Section } from '../../../src/probe/execute.ts'
import { type SectionProbeId, sectionProbeOf } from '../../../src/probe/parse-section.ts'

/** The section of a probe for a subject in text: a unit (or several with commas), a path or a name; a number is a port. */
export function buildSection(probe: SectionProbeId, subject: string): Section {
  return sectionOf(sectionProbeOf(probe).reads, aboutOf(subject))
}

function aboutOf(subject: string): About {
  if (subject === '') return { subject }
  if (/^\d+$/.test(subject)) return { subject, port: Number(subject) }
  return { subject, unit: subject, units: subject.split(',').filter((unit) => unit !== '') }
}
