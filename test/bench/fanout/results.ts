import type { Sample } from './measure.ts'

/** Everything that was measured, as written between the two processes of the benchmark. */
export interface Results {
  readonly machine: { readonly processors: number; readonly model: string; readonly memoryGb: number }
  readonly versions: Readonly<Record<string, string>>
  readonly tables: readonly ResultTable[]
  /** What did not run, and why. */
  readonly notes: readonly string[]
  readonly seconds: number
}

export interface ResultTable {
  readonly id: string
  readonly count: number
  readonly rows: readonly ResultRow[]
}

export interface ResultRow {
  readonly name: string
  readonly negotiation: 'same' | 'default' | 'mux'
  readonly samples: readonly Sample[]
  readonly kbPerConnection?: number
}

/** The middle one of an odd number of figures, the mean of the middle two of an even number. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  return (low + high) / 2
}

/** A row's median of one figure. */
export function figureOf(row: ResultRow, figure: keyof Sample): number {
  return median(row.samples.map((sample) => sample[figure]))
}
