import { cpuMilliseconds } from './cpu-milliseconds.ts'

const small = 100_000
const large = 1_000_000

/** Below this at 100 KB, even work that grew with the square would take less than a tenth of a second on a megabyte. */
const negligibleMs = 0.8
/** Below this on a megabyte the clock is too coarse to compare. */
const floorMs = 40
/** What takes less is measured as this: on a megabyte the collector of garbage has its share, on 100 KB it has none. */
const tooShortMs = 8
/** Above this at 100 KB a megabyte is not tried. */
const ceilingMs = 400

/** Why the processor time of some work on text grows faster than the text, or undefined. `unit` is repeated to fill it. */
export function growthProblem(work: (text: string) => unknown, unit: string): string | undefined {
  const first = measure(work, unit, small)
  if (first < negligibleMs) return undefined
  if (first > ceilingMs && measure(work, unit, small) > ceilingMs)
    return `${JSON.stringify(unit)}: ${first} ms for 100 KB`
  for (let attempt = 1; ; attempt++) {
    const atLarge = measure(work, unit, large)
    if (atLarge < floorMs) return undefined
    const atSmall = measure(work, unit, small, 10) / 10
    if (atLarge <= 12 * Math.max(atSmall, tooShortMs)) return undefined
    if (attempt === 3) return `${JSON.stringify(unit)}: ${atSmall} ms for 100 KB, ${atLarge} ms for 1 MB`
  }
}

/** Ten times 100 KB makes as much garbage as 1 MB once: its collection counts in both. */
function measure(work: (text: string) => unknown, unit: string, size: number, times = 1): number {
  const text = unit.repeat(Math.ceil(size / unit.length)).slice(0, size)
  const ms = cpuMilliseconds(() => {
    for (let time = 0; time < times; time++) work(text)
  })
  return Math.round(ms * 10) / 10
}
