import {
  type CollectedSections,
  collectSections,
  decode,
  type ReadSection,
  type Settled,
  type StreamName,
} from './collected-sections.ts'
import { createFrameReader } from './frame-reader.ts'

/** What became of a script, in the order in which it is known. */
export type ScriptEvent =
  | { readonly kind: 'started'; readonly pid: number; readonly group: number | undefined }
  | Settled
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

export interface ScriptReaderOptions {
  readonly nonce: string
  readonly limitLines: number
  readonly limitNoiseBytes: number
  readonly onEvent: (event: ScriptEvent) => void
}

/** Reads what `frameScript()` prints and settles each section as soon as its last frame is in. */
export function createScriptReader(sections: readonly ReadSection[], options: ScriptReaderOptions): ScriptReader {
  const { nonce, onEvent } = options
  const collected = collectSections(sections, { limitLines: options.limitLines, onSettled: onEvent })
  const foreground = sections.flatMap(({ mayHang }, index) => (mayHang ? [] : [index]))
  /** How many foreground sections have ended on each stream; undefined before the start. */
  const ended: Record<StreamName, number | undefined> = { out: undefined, err: undefined }
  const currentOn = (stream: StreamName): number | undefined => foreground[ended[stream] ?? -1]
  const noise = createNoise(options.limitNoiseBytes, () => onEvent({ kind: 'noisy' }))

  const onFrame = (stream: StreamName, frame: Frame): void => {
    const { kind, index, rest } = frame
    switch (kind) {
      case 's':
        ended[stream] = 0
        if (stream === 'out') onEvent({ kind: 'started', pid: index, group: numberOf(rest) })
        return
      case 'e':
        // Out of its turn it is not an end that our script wrote.
        if (currentOn(stream) !== index) return
        ended[stream] = (ended[stream] ?? 0) + 1
        if (stream === 'out') collected.setExit(index, numberOf(rest) ?? 0)
        return collected.end(index, stream)
      case 'q':
        return onEvent({ kind: 'done' })
      default:
        return collectBackground(collected, frame)
    }
  }
  const readerOf = (stream: StreamName) =>
    createFrameReader(nonce, {
      onData: (bytes) => {
        const index = currentOn(stream)
        if (ended[stream] === undefined) noise.add(bytes)
        else if (index !== undefined) collected.add(index, stream, bytes)
      },
      onFrame: (bytes) => onFrame(stream, parseFrame(bytes)),
    })
  const out = readerOf('out')
  const err = readerOf('err')
  return {
    stdout: (chunk) => out.push(chunk),
    stderr: (chunk) => err.push(chunk),
    current: () => currentOn('out'),
    noise: noise.text,
    lastWords: () =>
      collected
        .soFar(currentOn('err') ?? -1, 'err')
        .trim()
        .slice(-200),
  }
}

/** The frames of a section in the background, whatever stands between them. */
function collectBackground(collected: CollectedSections, { kind, index, rest }: Frame): void {
  switch (kind) {
    case 'o':
    case 'p':
      return collected.add(index, streamOf(kind), Buffer.concat([rest, newline]))
    case 'O':
    case 'P':
      return collected.add(index, streamOf(kind), rest)
    case 'x':
      collected.setExit(index, numberOf(rest) ?? 0)
      return collected.end(index, 'exit')
    case 'y':
      return collected.giveUp(index)
    case 'z':
      return collected.end(index, 'told')
    default:
  }
}

/** `o` stands for stdout and `p` for stderr. */
function streamOf(letter: string): StreamName {
  return letter.toLowerCase() === 'o' ? 'out' : 'err'
}

const newline = Buffer.from('\n')
const nothing = Buffer.alloc(0)

interface Frame {
  readonly kind: string
  /** -1 in frames that name no section. */
  readonly index: number
  readonly rest: Buffer
}

/** 'o 3 text' → kind 'o', index 3, rest 'text'. */
function parseFrame(bytes: Buffer): Frame {
  const space = bytes.indexOf(0x20, 2)
  const index = Number.parseInt(bytes.toString('latin1', 2, space === -1 ? bytes.length : space), 10)
  return {
    kind: String.fromCharCode(bytes[0] ?? 0),
    index: Number.isNaN(index) ? -1 : index,
    rest: space === -1 ? nothing : bytes.subarray(space + 1),
  }
}

function numberOf(bytes: Buffer): number | undefined {
  const value = Number.parseInt(bytes.toString('latin1'), 10)
  return Number.isNaN(value) ? undefined : value
}

/** Bytes of noise kept to quote from. */
const quotedBytes = 1000

function createNoise(limitBytes: number, onTooMuch: () => void) {
  const kept: Buffer[] = []
  let bytes = 0
  return {
    add(chunk: Buffer): void {
      const before = bytes
      bytes += chunk.length
      if (before < quotedBytes) kept.push(Buffer.from(chunk.subarray(0, quotedBytes)))
      if (before <= limitBytes && bytes > limitBytes) onTooMuch()
    },
    text: (): string => decode(kept).trim().slice(0, 300),
  }
}
