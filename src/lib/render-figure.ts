/** A ratio of 0–1 as a person reads it: '93 %'. Never rounds up to 100. */
export function percent(ratio: number): string {
  const value = ratio * 100
  return `${value >= 99.5 && value < 100 ? Math.floor(value * 10) / 10 : Math.round(value)} %`
}

/** Bytes as a person reads them: '812 MB', '3.4 GB'. */
export function bytes(count: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const
  let value = count
  let index = 0
  while (value >= 1000 && index < units.length - 1) {
    value /= 1000
    index += 1
  }
  return `${value < 10 && index > 0 ? value.toFixed(1) : Math.round(value)} ${units[index]}`
}
