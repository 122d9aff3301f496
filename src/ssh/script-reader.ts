import { cleanText } from '../lib/clean-text.ts'
import type { Output } from '../probe/execute.ts'
import { createFrameReader } from './frame-reader.ts'

/** What the reader must know of a section; its place in the list is its name in the frames. */
export interface ReadSection {
  readonly mayHang?: boolean
  /** Most bytes of stdout and stderr together. */
  readonly limitBytes: number
}

/** What became of a script, in the order in which it is known. */
export type ScriptEvent =
  | { readonly kind: 'started'; readonly pid: number; readonly group: number | undefined }
  | { readonly kind: 'ended'; readonly index: number; readonly output: Output }
  | { readonly kind: 'over-limit'; readonly index: number; readonly detail: string }
  /** Too much noise before the shell's first frame. */
  | { readonly kind: 'noisy' }
  | { readonly kind: 'done' }

export interface ScriptReader {
  stdout(chunk: Buffer): void
  stderr(chunk: Buffer): void
  /** The foreground section that runs now; undefined before the start and after the last. */
  current(): number | undefined
  /** What was printed before the shell's first frame, cleaned, at most 300 characters of it. */
  noise(): string
  /** The end of what the current section printed on stderr: why the shell went, where it says so ('Cannot fork'). */
  lastWords(): string
}

/** What one section printed so far. */
interface Collected {
  readonly out: Buffer[]
  readonly err: Buffer[]
  bytes: number
  lines: number
  exit: number | undefined
  /** Ends still to come: a foreground section ends on both streams, one in the background ends and completes two. */
  waitsFor: Set<string>
  isSettled: boolean
}

const newline = Buffer.from('\n')
const nothing = Buffer.alloc(0)

/**
 * Reads what `frameScript()` prints: settles each section as soon as its last frame is in, forgets what a section printed
 * once it is over its limit, and never takes a part for the whole.
 */
export function createScriptReader(
  sections: readonly ReadSection[],
  options: {
    readonly nonce: string
    readonly limitLines: number
    readonly limitNoiseBytes: number
    readonly onEvent: (event: ScriptEvent) => void
  },
): ScriptReader {
  const { onEvent } = options
  const collected = sections.map(
    ({ mayHang }): Collected => ({
      out: [],
      err: [],
      bytes: 0,
      lines: 0,
      exit: undefined,
      waitsFor: new Set(mayHang ? ['exit', 'o', 'p'] : ['out', 'err']),
      isSettled: false,
    }),
  )
  const foreground = sections.flatMap(({ mayHang }, index) => (mayHang ? [] : [index]))
  const ended = { out: 0, err: 0 }
  const started = { out: false, err: false }
  const noise: Buffer[] = []
  let noiseBytes = 0

  const collect = (index: number, stream: 'out' | 'err', bytes: Buffer): void => {
    const section = collected[index]
    const limitBytes = sections[index]?.limitBytes ?? 0
    if (!section || section.isSettled || bytes.length === 0) return
    section.bytes += bytes.length
    section.lines += countLines(bytes)
    const isOver = section.bytes > limitBytes || section.lines > options.limitLines
    if (!isOver) {
      section[stream].push(Buffer.from(bytes))
      return
    }
    const limit = section.bytes > limitBytes ? `${limitBytes} bytes` : `${options.limitLines} lines`
    section.isSettled = true
    section.out.length = 0
    section.err.length = 0
    onEvent({ kind: 'over-limit', index, detail: `printed more than ${limit}` })
  }

  const hear = (stream: 'out' | 'err', bytes: Buffer): void => {
    if (started[stream]) {
      const index = foreground[ended[stream]]
      if (index !== undefined) collect(index, stream, bytes)
      return
    }
    const before = noiseBytes
    noiseBytes += bytes.length
    if (before < 1000) noise.push(Buffer.from(bytes.subarray(0, 1000)))
    if (before <= options.limitNoiseBytes && noiseBytes > options.limitNoiseBytes) onEvent({ kind: 'noisy' })
  }

  const complete = (index: number, part: string): void => {
    const section = collected[index]
    if (!section?.waitsFor.delete(part) || section.waitsFor.size > 0 || section.isSettled) return
    section.isSettled = true
    const output = { stdout: decode(section.out), stderr: decode(section.err), exit: section.exit ?? 0 }
    section.out.length = 0
    section.err.length = 0
    onEvent({ kind: 'ended', index, output })
  }

  const frame = (stream: 'out' | 'err', bytes: Buffer): void => {
    const kind = String.fromCharCode(bytes[0] ?? 0)
    const space = bytes.indexOf(0x20, 2)
    const first = Number.parseInt(bytes.toString('latin1', 2, space === -1 ? bytes.length : space), 10)
    const rest = space === -1 ? nothing : bytes.subarray(space + 1)
    switch (kind) {
      case 's':
        started[stream] = true
        if (stream === 'out')
          onEvent({ kind: 'started', pid: first, group: Number(rest.toString('latin1')) || undefined })
        return
      case 'e': {
        const section = collected[first]
        if (foreground[ended[stream]] !== first || !section) return
        ended[stream]++
        if (stream === 'out') section.exit = Number(rest.toString('latin1'))
        return complete(first, stream)
      }
      case 'o':
      case 'p':
        return collect(first, kind === 'o' ? 'out' : 'err', Buffer.concat([rest, newline]))
      case 'O':
      case 'P':
        return collect(first, kind === 'O' ? 'out' : 'err', rest)
      case 'x': {
        const section = collected[first]
        if (section) section.exit = Number(rest.toString('latin1'))
        return complete(first, 'exit')
      }
      case 'z':
        return complete(first, rest.toString('latin1'))
      case 'q':
        return onEvent({ kind: 'done' })
      default:
        return
    }
  }

  const readerOf = (stream: 'out' | 'err') =>
    createFrameReader(options.nonce, {
      onData: (bytes) => hear(stream, bytes),
      onFrame: (bytes) => frame(stream, bytes),
    })
  const out = readerOf('out')
  const err = readerOf('err')
  return {
    stdout: (chunk) => out.push(chunk),
    stderr: (chunk) => err.push(chunk),
    current: () => (started.out ? foreground[ended.out] : undefined),
    noise: () => decode(noise).trim().slice(0, 300),
    lastWords: () =>
      decode(collected[foreground[ended.err] ?? -1]?.err ?? [])
        .trim()
        .slice(-200),
  }
}

/** Bytes are joined before they are decoded, so a character split across packets stays whole. */
function decode(chunks: readonly Buffer[]): string {
  return cleanText(Buffer.concat(chunks).toString('utf8'))
}

function countLines(bytes: Buffer): number {
  let lines = 0
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) lines++
  return lines
}
