import { readFileSync } from 'node:fs'
import type { HttpResponse } from '../../src/signature/http-response.ts'
import { parseResponse } from '../../src/signature/parse-response.ts'

const folder = new URL('../fixtures/responses/', import.meta.url)

/** One real response with who truly produced it. */
export interface CapturedResponse {
  readonly file: string
  readonly responder: string
  readonly status: number
  readonly raw: Buffer
  readonly response: HttpResponse
}

/** Every capture of test/fixtures/responses, as its manifest lists them. */
export function loadCapturedResponses(): readonly CapturedResponse[] {
  const lines = readFileSync(new URL('manifest.tsv', folder), 'utf8').trim().split('\n')
  return lines.slice(2).map((line) => {
    const [file = '', responder = '', , status] = line.split('\t')
    const raw = readFileSync(new URL(file, folder))
    const parsed = parseResponse(raw)
    if (parsed.kind === 'unreadable') throw new Error(`Cannot read ${file}: ${parsed.why}`)
    return { file, responder, status: Number(status), raw, response: parsed.response }
  })
}
