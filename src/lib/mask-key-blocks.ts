/** RFC 7468, and OpenPGP's form (RFC 9580 section 6.2). */
const marker = /-----(BEGIN|END) [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g
const masked = '*** private key ***'

/** No key is longer: an RSA key of 16,384 bits has some 12,500 characters. */
const longestKey = 20_000

/**
 * Text with its private keys masked, also those of which a limit cut the beginning or the end: then what looks like lines
 * of a key beside the marker is masked with it. Linear: no piece between two markers is read twice.
 */
export function maskKeyBlocks(text: string): string {
  if (!text.includes('PRIVATE KEY')) return text
  const markers = [...text.matchAll(marker)]
  const pieces: string[] = []
  let at = 0
  let next = 0
  while (next < markers.length) {
    const block = blockAt(text, { from: at, here: markers[next], after: markers[next + 1] })
    pieces.push(text.slice(at, block.start), masked)
    at = block.end
    next += block.markers
  }
  return [...pieces, text.slice(at)].join('')
}

interface Block {
  readonly start: number
  readonly end: number
  /** How many markers it has. */
  readonly markers: 1 | 2
}

interface Around {
  readonly from: number
  readonly here: RegExpExecArray | undefined
  readonly after: RegExpExecArray | undefined
}

function blockAt(text: string, { from, here, after }: Around): Block {
  const start = here?.index ?? text.length
  const end = start + (here?.[0].length ?? 0)
  if (here?.[1] === 'END') return { start: start - tailLength(text.slice(from, start)), end, markers: 1 }
  const closing = after?.[1] === 'END' && after.index - end <= longestKey ? after : undefined
  if (closing) return { start, end: closing.index + closing[0].length, markers: 2 }
  return { start, end: end + headLength(text.slice(end, after?.index)), markers: 1 }
}

/** How much of the text behind a BEGIN is its key: the rest of the line, and the lines that look like one. */
function headLength(text: string): number {
  let length = lineEnd(text, 0)
  while (length < text.length) {
    const end = lineEnd(text, length + 1)
    if (!isOfKey(text.slice(length + 1, end), { isLast: end === text.length })) break
    length = end
  }
  return length
}

/** How much of the text before an END is its key. */
function tailLength(text: string): number {
  let start = text.lastIndexOf('\n') + 1
  while (start > 0) {
    const before = start < 2 ? 0 : text.lastIndexOf('\n', start - 2) + 1
    if (!isOfKey(text.slice(before, start - 1), { isLast: true })) break
    start = before
  }
  return text.length - start
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end
}

/** A line of base64 (64 to 76 characters; the last one of any length), also behind what a log puts before it; or a PEM header. */
function isOfKey(line: string, { isLast }: { readonly isLast: boolean }): boolean {
  const end = line.slice(-200).trimEnd()
  if (/(?:^|[\s:"'|>])[A-Za-z0-9+/=]{40,200}[\\n"',]{0,4}$/.test(end)) return true
  if (/^[A-Za-z0-9+/]{0,76}={0,2}$/.test(end)) return isLast || end === '' || end.endsWith('=')
  return /^(?:Proc-Type|DEK-Info|Comment|Version): /.test(line)
}
