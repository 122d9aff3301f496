import type { Readable } from 'node:stream'
import type { ClientChannel } from 'ssh2'

/** Twice ssh2's receive window of 2 MB: an honest server stops at one. */
const unreadLimit = 4 * 1024 * 1024

/**
 * Calls `onFlood` when a server sends on although nobody reads and its window is used up. ssh2 1.17.0 keeps whatever
 * comes in memory (its report 1505), so the connection must go.
 */
export function guardWindow(channel: ClientChannel, onFlood: () => void): void {
  for (const stream of [channel, channel.stderr] as Readable[]) {
    const push = stream.push.bind(stream)
    stream.push = (chunk: unknown, encoding?: BufferEncoding) => {
      if (stream.readableLength > unreadLimit) {
        onFlood()
        return false
      }
      return push(chunk, encoding)
    }
  }
}
