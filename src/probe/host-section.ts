import type { Section } from './execute.ts'

/** Printed last by every section: without it the output was cut short and is not believed. */
export const endMark = 'end'

/** What a section may leave out: 4 s suit commands that answer at once, 64 KiB hold several hundred lines. */
type SectionParts = Pick<Section, 'id' | 'source' | 'script'> & Partial<Section>

/** A section whose output ends in `endMark`; 4 s and 64 KiB unless told otherwise. */
export function hostSection(parts: SectionParts): Section {
  return { timeoutMs: 4000, limitBytes: 65_536, ...parts, script: `${parts.script.trim()}\necho ${endMark}` }
}
