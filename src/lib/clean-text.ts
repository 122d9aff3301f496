import { stripVTControlCharacters } from 'node:util'

/** Text from outside, safe for a terminal: no ANSI sequences, no control characters but newline and tab; CRLF becomes newline. */
export function cleanText(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll('\r\n', '\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g, '')
}
