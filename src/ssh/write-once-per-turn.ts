import type { Socket } from 'node:net'

/** All that is written in one turn of the event loop leaves in one system call; ssh2 writes a packet in three or four. */
export function writeOncePerTurn(socket: Socket): void {
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean
  const uncork = (): void => {
    isCorked = false
    socket.uncork()
  }
  let isCorked = false
  socket.write = (...args: unknown[]): boolean => {
    if (!isCorked) {
      isCorked = true
      socket.cork()
      setImmediate(uncork)
    }
    return write(...args)
  }
}
