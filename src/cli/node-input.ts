import { createInterface } from 'node:readline'
import { isatty } from 'node:tty'
import type { CliWorld } from './cli-world.ts'

/** More than this is no HTTP response that anybody pastes; the rest is left unread. */
const limitBytes = 16 * 1024 * 1024

/** Standard input: read to its end, or a question to whoever is at it; the answer is a line, empty where there is none. */
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
      stderr.write(text)
      const lines = createInterface({ input: stdin })
      try {
        for await (const line of lines) return line
        return ''
      } finally {
        lines.close()
      }
    },
  }
}
