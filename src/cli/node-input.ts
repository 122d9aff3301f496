import { createInterface } from 'node:readline/promises'
import { isatty } from 'node:tty'
import type { CliWorld } from './cli-world.ts'

/** More than this is no HTTP response that anybody pastes; the rest is left unread. */
const limitBytes = 16 * 1024 * 1024

/** Standard input: read to its end, or a question to the person at it. */
export function createNodeInput(stdin: NodeJS.ReadStream, stderr: NodeJS.WriteStream): CliWorld['stdin'] {
  return {
    isTTY: isatty(0),
    read: async () => {
      const chunks: Buffer[] = []
      let size = 0
      for await (const chunk of stdin) {
        chunks.push(chunk as Buffer)
        size += (chunk as Buffer).length
        if (size > limitBytes) break
      }
      return Buffer.concat(chunks)
    },
    question: async (text) => {
      const terminal = createInterface({ input: stdin, output: stderr })
      try {
        return await terminal.question(text)
      } finally {
        terminal.close()
      }
    },
  }
}
