import { open } from 'node:fs/promises'
import { TextDecoder } from 'node:util'
import type { ParsedConfig } from './config.ts'
import { fileError, parseServices } from './parse-services.ts'
import { pemProblem } from './pem-problem.ts'
import { sizeLimit } from './read-yaml.ts'
import type { Env } from './substitute-env.ts'

export type LoadedConfig = ParsedConfig | { readonly kind: 'not-found'; readonly path: string }

/** Reads and checks the services.yml at `path`. A file that cannot be read is `invalid`, one that is not there `not-found`. */
export async function loadServices(path: string, { env }: { readonly env: Env }): Promise<LoadedConfig> {
  const read = await readText(path)
  if (read.kind === 'text') return parseServices(read.text, { file: path, env, fileProblem: pemProblem })
  if (read.code === 'ENOENT') return { kind: 'not-found', path }
  const reason = reasons[read.code] ?? read.code
  return { kind: 'invalid', errors: [fileError(path, `Cannot read the file: ${reason}`)] }
}

/** What the codes of open(2) and read(2) mean, in words. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is not a directory',
}

type ReadText = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'failed'; readonly code: string }

async function readText(path: string): Promise<ReadText> {
  try {
    await using file = await open(path, 'r')
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of file.createReadStream()) {
      chunks.push(chunk as Buffer)
      size += (chunk as Buffer).length
      // Also ends the reading of what has no end, such as /dev/zero; the size that a device or a pipe reports says nothing.
      if (size > 4 * sizeLimit)
        return { kind: 'failed', code: `more than ${4 * sizeLimit} bytes, expected at most ${sizeLimit}` }
    }
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)) }
  } catch (error) {
    return { kind: 'failed', code: codeOf(error) }
  }
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
  return code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'it is not UTF-8 text' : code
}
