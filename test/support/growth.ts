import { cpuMilliseconds } from './cpu-milliseconds.ts'

const small = 100_000
const large = 1_000_000

/** Below this at 100 KB, even work that grew with the square would take less than a tenth of a second on a megabyte. */
const negligibleMs = 0.8
/** Below this on a megabyte the clock is too coarse to compare. */
const floorMs = 40
/** Above this at 100 KB a megabyte is not tried. */
const ceilingMs = 400

/** Why the processor time of some work on text grows faster than the text, or undefined. `unit` is repeated to fill it. */
export function growthProblem(work: (text: string) => unknown, unit: string): string | undefined {
  const first = measure(work, unit, small)
  if (first < negligibleMs) return undefined
  if (first > ceilingMs && best(work, unit, small) > ceilingMs) return `${JSON.stringify(unit)}: ${first} ms for 100 KB`
  if (measure(work, unit, large) < floorMs) return undefined
  const atSmall = best(work, unit, small)
  const atLarge = best(work, unit, large)
  if (atLarge < floorMs || atLarge <= 12 * atSmall) return undefined
  return `${JSON.stringify(unit)}: ${atSmall} ms for 100 KB, ${atLarge} ms for 1 MB`
}

/** The least of several: what else the processor did (compiling, collecting garbage) is in the others. */
function best(work: (text: string) => unknown, unit: string, size: number): number {
  return Math.min(...[1, 2, 3].map(() => measure(work, unit, size)))
}

function measure(work: (text: string) => unknown, unit: string, size: number): number {
  const text = unit.repeat(Math.ceil(size / unit.length)).slice(0, size)
  return Math.round(cpuMilliseconds(() => work(text)) * 10) / 10
}
