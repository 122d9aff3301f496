import { cleanText } from '../lib/clean-text.ts'
import type { Output } from '../probe/execute.ts'

/** What must be known of a section to collect it; its place in the list is its name in the frames. */
export interface ReadSection {
  readonly mayHang?: boolean
  /** Most bytes of stdout and stderr together. */
  readonly limitBytes: number
}

/** How a section settled: with all it printed, or with nothing of it. */
export type Settled =
  | { readonly kind: 'ended'; readonly index: number; readonly output: Output }
  | {
      readonly kind: 'over-limit'
      readonly index: number
      readonly detail: string
      /** It has been stopped there already, and nothing else with it. */
      readonly isOver?: true
    }

export type StreamName = 'out' | 'err'

/** What every section printed so far. */
export interface CollectedSections {
  add(index: number, stream: StreamName, bytes: Buffer): void
  setExit(index: number, exit: number): void
  /** One of a section's ends is in; with the last of them it settles. */
  end(index: number, part: SectionEnd): void
  /** The host itself stopped a section that printed more than its limit. */
  giveUp(index: number): void
  /** What a section that has not settled printed on a stream, cleaned. */
  soFar(index: number, stream: StreamName): string
}

/** A section in the foreground ends on both streams; one in the background ends, and then all it printed is told. */
export type SectionEnd = StreamName | 'exit' | 'told'

interface Collected {
  readonly out: Buffer[]
  readonly err: Buffer[]
  readonly waitsFor: Set<SectionEnd>
  bytes: number
  lines: number
  exit: number
  isSettled: boolean
}

/** Collects output within the limits; forgets it once it is over one, and never takes a part for the whole. */
export function collectSections(
  sections: readonly ReadSection[],
  options: { readonly limitLines: number; readonly onSettled: (settled: Settled) => void },
): CollectedSections {
  const all = sections.map(({ mayHang }) => emptySection(mayHang ?? false))
  const settle = (section: Collected, settled: Settled): void => {
    section.isSettled = true
    section.out.length = 0
    section.err.length = 0
    options.onSettled(settled)
  }
  return {
    add(index, stream, bytes) {
      const section = all[index]
      const limitBytes = sections[index]?.limitBytes ?? 0
      if (!section || section.isSettled || bytes.length === 0) return
      section.bytes += bytes.length
      section.lines += countLines(bytes)
      const isTooLong = section.bytes > limitBytes
      if (isTooLong || section.lines > options.limitLines) {
        const limit = isTooLong ? `${limitBytes} bytes` : `${options.limitLines} lines`
        settle(section, { kind: 'over-limit', index, detail: `printed more than ${limit}` })
      } else section[stream].push(Buffer.from(bytes))
    },
    setExit(index, exit) {
      const section = all[index]
      if (section) section.exit = exit
    },
    end(index, part) {
      const section = all[index]
      if (!section?.waitsFor.delete(part) || section.waitsFor.size > 0 || section.isSettled) return
      const output = { stdout: decode(section.out), stderr: decode(section.err), exit: section.exit }
      settle(section, { kind: 'ended', index, output })
    },
    giveUp(index) {
      const section = all[index]
      if (!section || section.isSettled) return
      const detail = `printed more than ${sections[index]?.limitBytes ?? 0} bytes`
      settle(section, { kind: 'over-limit', index, detail, isOver: true })
    },
    soFar: (index, stream) => decode(all[index]?.[stream] ?? []),
  }
}

function emptySection(mayHang: boolean): Collected {
  const waitsFor = new Set<SectionEnd>(mayHang ? ['exit', 'told'] : ['out', 'err'])
  return { out: [], err: [], waitsFor, bytes: 0, lines: 0, exit: 0, isSettled: false }
}

/** Bytes are joined before they are decoded, so a character split across packets stays whole. */
export function decode(chunks: readonly Buffer[]): string {
  return cleanText(Buffer.concat(chunks).toString('utf8'))
}

function countLines(bytes: Buffer): number {
  let lines = 0
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) lines++
  return lines
}
