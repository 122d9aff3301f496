import stringWidth from 'string-width'

/** Columns that a text without control characters takes in a terminal. */
export function displayWidth(text: string): number {
  return stringWidth(text, { countAnsiEscapeCodes: true })
}
