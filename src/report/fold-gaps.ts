import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import { foldNames } from '../lib/fold-names.ts'

type Gap = Diagnosis['notLookedAt'][number]

/**
 * Gaps with the same reason as one: 'load on app1', 'disk on app1', 'load on app2', 'disk on app2' become
 * 'load, disk on app1, app2'. With `everything` each is listed with all its names.
 */
export function foldGaps(gaps: readonly Gap[], { everything }: { everything: boolean }): readonly Gap[] {
  const parted = gaps.map((gap) => ({ ...gap, ...partOf(gap.what) }))
  const perThing = [...Map.groupBy(parted, (gap) => JSON.stringify([gap.thing, gap.why, gap.fix])).values()]
  const withPlaces = perThing.flatMap(([first, ...rest]) => {
    const places = [first, ...rest].flatMap((gap) => gap?.place ?? [])
    return first ? [{ ...first, places: [...new Set(places)] }] : []
  })
  const fold = (names: readonly string[]): string => foldNames(names, everything ? Number.POSITIVE_INFINITY : 5)
  return [...Map.groupBy(withPlaces, (gap) => JSON.stringify([gap.places, gap.why, gap.fix])).values()].flatMap(
    (group) => {
      const [first] = group
      if (!first) return []
      const things = fold(group.map((gap) => gap.thing))
      const what = first.places.length > 0 ? `${things} on ${fold(first.places)}` : things
      return [{ what, why: first.why, ...(first.fix === undefined ? {} : { fix: first.fix }) }]
    },
  )
}

/** 'disk on app2' → disk, app2. */
function partOf(what: string): { readonly thing: string; readonly place?: string } {
  const match = /^(.+) on (\S+)$/.exec(what)
  return match?.[1] && match[2] ? { thing: match[1], place: match[2] } : { thing: what }
}
