/** Longer than any frame that our script writes: what exceeds it was not written in one piece. */
const frameLimit = 8192

/** One stream of framed output, taken apart. */
export interface FrameReader {
  push(chunk: Buffer): void
}

/**
 * Splits a stream into frames (lines that begin with `nonce`, wherever they stand) and the bytes between them, whatever
 * the chunks are. `onFrame` gets the line after the nonce, without its newline.
 */
export function createFrameReader(
  nonce: string,
  on: { readonly onData: (bytes: Buffer) => void; readonly onFrame: (frame: Buffer) => void },
): FrameReader {
  const mark = Buffer.from(nonce, 'latin1')
  let rest: Buffer = Buffer.alloc(0)

  return {
    push(chunk) {
      const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
      let from = 0
      for (;;) {
        const at = bytes.indexOf(mark, from)
        const dataEnd = at === -1 ? bytes.length - partialMark(bytes, mark, from) : at
        if (dataEnd > from) on.onData(bytes.subarray(from, dataEnd))
        from = dataEnd
        if (at === -1) break
        const end = bytes.indexOf(0x0a, at + mark.length)
        if (end === -1) {
          if (bytes.length - at <= frameLimit) break
          // Not one of ours: its beginning goes for data, so that nothing waits for its end.
          on.onData(bytes.subarray(at, at + mark.length))
          from = at + mark.length
          continue
        }
        on.onFrame(bytes.subarray(at + mark.length, end))
        from = end + 1
      }
      // A copy, so that a few bytes do not keep a whole chunk alive.
      rest = Buffer.from(bytes.subarray(from))
    },
  }
}

/** How many bytes at the end could be the beginning of a mark. */
function partialMark(bytes: Buffer, mark: Buffer, from: number): number {
  const most = Math.min(mark.length - 1, bytes.length - from)
  for (let length = most; length > 0; length--) {
    if (bytes.subarray(bytes.length - length).equals(mark.subarray(0, length))) return length
  }
  return 0
}
