import { isatty } from 'node:tty'
import type { CliOutput } from './cli-world.ts'

/** A stream of this process. Writes resolve when they are out, and when nobody reads them any more (`503 … | head`). */
export function createNodeOutput(stream: NodeJS.WriteStream & { readonly fd: 1 | 2 }): CliOutput {
  const { fd } = stream
  let isClosed = false
  // Without a listener a closed pipe would end the process with a stack.
  stream.on('error', () => (isClosed = true))
  return {
    isTTY: isatty(fd),
    columns: () => (stream.isTTY ? stream.columns : undefined),
    write: (text) =>
      new Promise((resolve) => {
        if (isClosed) resolve()
        else stream.write(text, () => resolve())
      }),
    onResize: (callback) => {
      stream.on('resize', callback)
      return () => void stream.off('resize', callback)
    },
  }
}
