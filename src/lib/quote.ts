/**
 * One value as one word of a POSIX shell, whatever is in it; a NUL byte, which no argument can hold, throws `RangeError`.
 * Source: POSIX.1-2024 XCU 2.2.2, nothing is special between single quotes.
 */
export function quote(value: string): string {
  if (value.includes('\0')) throw new RangeError('Cannot quote a value with a NUL byte for a shell')
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`
}
