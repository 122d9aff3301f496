import { type Condition, conditionOf, isSameCondition, type Look, type Outcome } from './condition.ts'
import type { Said } from './incident.ts'
import type { Watch } from './watch.ts'

/**
 * Looks in a row before something else is said. A service that went down is told at once; 'recovered' takes three good
 * looks, and so does 'nothing can be seen any more', because one lost connection is no news.
 */
const looksNeeded: Readonly<Record<Outcome, number>> = { down: 1, degraded: 2, inconclusive: 3, healthy: 3 }
/** Another cause of the same outcome is told once two looks agree on it. */
const looksForAnotherCause = 2
/** Flapping: so many turns between good and bad within so many looks. */
const turnsOfFlapping = 4
const flappingWindowLooks = 20
/** A service that flapped has settled after so many looks in a row that agree. */
const looksToSettle = 6

/**
 * One more look of a watch, and what to say about it, if anything: only a change is said, once. A look that is not newer
 * than the last one changes nothing.
 */
export function judgeLook(watch: Watch, look: Look): { readonly watch: Watch; readonly say?: Said } {
  if (Date.parse(look.at) <= Date.parse(watch.lastAt)) return { watch }
  const seen = settleStreak(countTurn(watch, look), look)
  const isTurningOften = seen.turns.length >= turnsOfFlapping
  if (isTurningOften && !seen.isFlapping) return sayFlapping(seen, look)
  return seen.streak && seen.streak.looks >= needed(seen) ? sayStreak(seen, seen.streak) : { watch: seen }
}

function needed(watch: Watch): number {
  const { streak, said } = watch
  if (!streak) return Number.POSITIVE_INFINITY
  if (watch.isFlapping) return looksToSettle
  if (streak.condition.outcome === said.outcome) return looksForAnotherCause
  return looksNeeded[streak.condition.outcome]
}

/** Counts the look, and the turn when it is one; a look that could not see is neither good nor bad. */
function countTurn(watch: Watch, look: Look): Watch {
  const looks = watch.looks + 1
  const turns = watch.turns.filter((at) => at > looks - flappingWindowLooks)
  const counted = { ...watch, looks, turns, lastAt: look.at }
  const isGood = look.outcome === 'healthy'
  if (look.outcome === 'inconclusive') return counted
  const after = watch.goodSinceRecovery
  return {
    ...counted,
    turns: isGood === watch.wasGood ? turns : [...turns, looks],
    wasGood: isGood,
    ...(isGood || watch.badSince !== undefined ? {} : { badSince: look.at }),
    ...(after === undefined ? {} : { goodSinceRecovery: isGood ? after + 1 : 0 }),
  }
}

/** Continues, begins or ends the streak of looks that differ from what was said. While it flaps, every look counts. */
function settleStreak(watch: Watch, look: Look): Watch {
  const { streak, ...without } = watch
  const condition = conditionOf(look)
  if (!watch.isFlapping && isSameCondition(condition, watch.said)) return forgetBlip(without)
  if (streak && continues(watch, streak.condition, condition))
    return { ...watch, streak: { ...streak, condition, looks: streak.looks + 1 } }
  return { ...watch, streak: { condition, looks: 1, since: look.at } }
}

/** A service that flaps has settled once it stays good, or stays bad whatever the cause. */
function continues({ isFlapping }: Watch, before: Condition, now: Condition): boolean {
  return isSameCondition(before, now) || (isFlapping && now.outcome !== 'inconclusive' && isBad(before) && isBad(now))
}

/** Good as it was said to be: what was bad in between was too short to be told. */
function forgetBlip(watch: Omit<Watch, 'streak'>): Watch {
  if (watch.said.outcome !== 'healthy') return watch
  const { badSince: _, ...good } = watch
  return good
}

function isBad({ outcome }: Condition): boolean {
  return outcome === 'down' || outcome === 'degraded'
}

function sayFlapping(watch: Watch, look: Look): { watch: Watch; say: Said } {
  const { streak: _, ...without } = watch
  const streak = { condition: conditionOf(look), looks: 1, since: look.at }
  const since = watch.badSince ?? look.at
  return {
    watch: { ...without, isFlapping: true, streak },
    say: { kind: 'flapping', turns: watch.turns.length, since },
  }
}

function sayStreak(watch: Watch, { condition, since }: NonNullable<Watch['streak']>): { watch: Watch; say: Said } {
  const { streak: _, badSince, ...without } = watch
  const settled = { ...without, said: condition, isFlapping: false, ...(watch.isFlapping ? { turns: [] } : {}) }
  if (condition.outcome === 'healthy')
    return {
      watch: { ...settled, goodSinceRecovery: 0 },
      say:
        badSince === undefined
          ? { kind: 'changed', condition, since }
          : { kind: 'recovered', badSince, goodSince: since },
    }
  const { goodSinceRecovery: __, ...bad } = settled
  const began = isBad(condition) ? (badSince ?? since) : since
  return {
    watch: { ...bad, ...(badSince === undefined ? {} : { badSince }) },
    say: { kind: 'changed', condition, since: began },
  }
}
