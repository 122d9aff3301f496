import type { HttpResponse } from '../http-response.ts'
import { parseResponse } from '../parse-response.ts'

/** Ends of curl's own that stick to the last line of a body without a newline. */
const closing = /\* (?:Connection #\d{1,4} to host \S{1,255} left intact|Closing connection #?-?\d{0,4})\s*$/
/** `* Connected`, `> GET`, `{ [107 bytes data]`, `} [5 bytes data]`, and the meter that curl prints in between. */
const chatter = /^(?:[*>](?: |$)|[{}] \[\d+ bytes data\]|  ?% Total |\s*Dload |\s*\d{1,3} +\d[\d.]*[kMG]? +\d{1,3} )/

/** Whether text has the marks of `curl -v`: lines that begin with `< HTTP/`. */
export function isCurlTranscript(text: string): boolean {
  return /^< HTTP\/\d/m.test(text)
}

/** The responses of a transcript of `curl -v`: heads from the lines with `<`, bodies from what is left. */
export function readCurlTranscript(text: string): readonly HttpResponse[] {
  const found: { head: string[]; body: string[] }[] = []
  for (const line of text.split(/\r?\n/)) {
    if (/^< HTTP\/\d/.test(line)) found.push({ head: [line.slice(2)], body: [] })
    else if (/^<(?: |$)(?!\/?\w+[ >])/.test(line) && (found.at(-1)?.body.length ?? 0) === 0)
      found.at(-1)?.head.push(line.slice(2))
    else if (!chatter.test(line)) found.at(-1)?.body.push(line.replace(closing, ''))
  }
  return found.flatMap(({ head, body }) => {
    const fields = head.filter((line) => line.trim() !== '').join('\r\n')
    const parsed = parseResponse(`${fields}\r\n\r\n`)
    return parsed.kind === 'parsed' ? [{ ...parsed.response, body: body.join('\n').trim() }] : []
  })
}
