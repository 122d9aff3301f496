const small = 100_000
const half = 500_000
const large = 1_000_000

/** Below this at 100 KB, even work that grew with the square would take less than a tenth of a second on a megabyte. */
const negligibleMs = 0.8
/** Below this on a megabyte the clock is too coarse to compare. */
const floorMs = 40
/**
 * What takes less at 100 KB counts as this: a megabyte leaves the processor's caches and is collected as garbage, which makes
 * linear work up to 16 times slower there. Work that grows with the square exceeds 12 times this from 3 ms at 100 KB on.
 */
const tooShortMs = 24
/** Above this at 100 KB a megabyte is not tried. */
const ceilingMs = 400
/** From here on at 100 KB garbage counts for little, and two repeats are exact enough. */
const exactMs = 10

/** Why the processor time of some work on text grows faster than the text, or undefined. `unit` is repeated to fill it. */
export function growthProblem(work: (text: string) => unknown, unit: string): string | undefined {
  const first = measure(work, unit, small)
  if (first < negligibleMs) return undefined
  if (first > ceilingMs && measure(work, unit, small) > ceilingMs)
    return `${JSON.stringify(unit)}: ${first} ms for 100 KB`
  for (let attempt = 1; ; attempt++) {
    const atLarge = measure(work, unit, large)
    if (atLarge < floorMs) return undefined
    const times = first > exactMs ? 2 : 10
    const atSmall = Math.round((10 * measure(work, unit, small, times)) / times) / 10
    if (atLarge <= 12 * Math.max(atSmall, tooShortMs)) return undefined
    // Garbage makes the first step look steep; work that grows with the square is four times as long from half to whole.
    if (atLarge <= 3 * measure(work, unit, half)) return undefined
    if (attempt === 3) return `${JSON.stringify(unit)}: ${atSmall} ms for 100 KB, ${atLarge} ms for 1 MB`
  }
}

/** Ten times 100 KB makes as much garbage as 1 MB once: its collection counts in both. */
function measure(work: (text: string) => unknown, unit: string, size: number, times = 1): number {
  const text = unit.repeat(Math.ceil(size / unit.length)).slice(0, size)
  // Of this thread alone: the collector of garbage has threads of its own.
  const before = process.threadCpuUsage()
  for (let time = 0; time < times; time++) work(text)
  const { user, system } = process.threadCpuUsage(before)
  return Math.round((user + system) / 100) / 10
}
