/** A plain decimal number as text → number; anything else, also an empty or endless one → undefined. */
export function parseFigure(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d{1,20}(\.\d{1,12})?$/.test(text) ? Number(text) : undefined
}

/** Text as several plain numbers, or undefined when one of them is none or `count` differs. */
export function parseFigures(text: string | undefined, count: number): readonly number[] | undefined {
  const figures = (text ?? '').trim().split(/\s+/).map(parseFigure)
  return figures.length === count && figures.every((figure) => figure !== undefined) ? figures : undefined
}

/** Seconds since the epoch → ISO 8601; undefined outside of the years 1970–9999. */
export function isoOfSeconds(seconds: number | undefined): string | undefined {
  if (seconds === undefined || !(seconds >= 0 && seconds < 253_402_300_800)) return undefined
  return new Date(Math.round(seconds * 1000)).toISOString()
}

/** The rest of the first line that starts with `key` and a space. */
export function fieldOf(lines: readonly string[], key: string): string | undefined {
  return lines.find((line) => line.startsWith(`${key} `))?.slice(key.length + 1)
}
