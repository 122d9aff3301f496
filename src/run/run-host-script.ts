import type { Observation } from '../checklist/observation.ts'
import type { Slices } from '../lib/slices.ts'
import type { SectionResult } from '../probe/execute.ts'
import type { Unseen } from '../probe/unseen.ts'
import { settleInTurns, type Turns } from './create-turns.ts'
import type { TakeOptions } from './take-options.ts'
import { type Taken, unseenByBug, unseenReading } from './unseen-reading.ts'

interface ScriptOptions extends TakeOptions {
  /** Large outputs are read one slice in a turn. */
  readonly turns: Turns
  /** Told of each section's outcome, and once of a script that ends without any. */
  readonly heard: (outcome: { readonly kind: 'ran' } | Unseen) => void
}

/**
 * Runs the sections of one host as one script, each once however many observations read it, and hands on a reading for
 * each observation, also for those that the effect forgot. Never rejects.
 */
export async function runHostScript(
  host: string,
  observations: readonly Observation[],
  options: ScriptOptions,
): Promise<void> {
  const waiting = Map.groupBy(observations, sectionIdOf)
  const startedAt = options.now()
  let reading: Promise<void> = Promise.resolve()
  const onSection = (result: SectionResult): void => {
    const readers = waiting.get(result.id)
    if (!readers) return
    waiting.delete(result.id)
    options.heard(result.outcome)
    for (const observation of readers) {
      const settled = settleInTurns(options.turns, settleSection(observation, result, options))
      if (settled) reading = settled
    }
  }
  let broken: unknown = new Error('the script ended without this section')
  try {
    const sections = [...waiting.values()].flatMap(([first]) =>
      first?.how.kind === 'section' ? [first.how.section] : [],
    )
    await options.execute.script(host, sections, { signal: options.signal, onSection })
  } catch (error) {
    broken = error
  }
  await reading
  const taken = { at: new Date(startedAt).toISOString(), durationMs: options.now() - startedAt }
  if (waiting.size > 0) options.heard({ kind: 'ran' })
  for (const observation of [...waiting.values()].flat()) {
    options.onReading(observation, unseenReading(observation, unseenByBug(broken), taken))
  }
}

function* settleSection(observation: Observation, result: SectionResult, options: TakeOptions): Slices<void> {
  const taken: Taken = { at: result.at, durationMs: result.durationMs }
  try {
    options.onReading(observation, yield* options.readSection(observation, result))
  } catch (error) {
    options.onReading(observation, unseenReading(observation, unseenByBug(error), taken))
  }
}

function sectionIdOf(observation: Observation): string {
  return observation.how.kind === 'section' ? observation.how.section.id : ''
}
