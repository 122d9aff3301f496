/**
 * Text from outside, safe for a terminal: no control sequences (ECMA-48), no control characters but newline and tab, nothing
 * that turns a line around; CRLF becomes newline. Linear in the length, whatever the text.
 */
export function cleanText(text: string): string {
  return unsafe.test(text) ? text.replace(sequences, '').replaceAll('\r\n', '\n').replace(unsafeAll, '') : text
}

/**
 * C0 and C1 but newline and tab, line and paragraph separators, marks that override the direction (Unicode UAX #9), and
 * the non-characters that a byte order gone wrong makes.
 */
const unsafeClass = String.raw`[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]`
const unsafe = new RegExp(unsafeClass)
const unsafeAll = new RegExp(unsafeClass, 'g')

/**
 * ECMA-48 section 5.4 and 5.6: control sequences (CSI), control strings (OSC, DCS, SOS, PM, APC) with their terminator, and
 * other escape sequences. A string holds no control character, so that no two of them read the same text; one without an
 * end in its line, or longer than a terminal would take, is text: only its introducer goes.
 */
const sequences = new RegExp(
  [
    String.raw`(?:\u001b\[|\u009b)[0-?]{0,64}[ -/]{0,8}[@-~]`,
    String.raw`(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0000-\u0008\u000a-\u001f\u007f-\u009f]{0,4096}(?:[\u0007\u009c]|\u001b\\)`,
    String.raw`\u001b[\]PX^_[]`,
    String.raw`\u001b[ -/]{0,8}[0-~]`,
  ].join('|'),
  'g',
)
