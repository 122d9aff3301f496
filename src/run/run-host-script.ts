import type { Observation } from '../checklist/observation.ts'
import type { Slices } from '../lib/slices.ts'
import type { SectionResult } from '../probe/execute.ts'
import type { Unseen } from '../probe/reading.ts'
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
 * Runs the sections of one host as one script and hands on a reading for each, also for those that the effect forgot.
 * Never rejects.
 */
export async function runHostScript(
  host: string,
  observations: readonly Observation[],
  options: ScriptOptions,
): Promise<void> {
  const waiting = new Map(observations.map((observation) => [sectionIdOf(observation), observation]))
  const startedAt = options.now()
  let reading: Promise<void> = Promise.resolve()
  const onSection = (result: SectionResult): void => {
    const observation = waiting.get(result.id)
    if (!observation) return
    waiting.delete(result.id)
    options.heard(result.outcome)
    const settled = settleInTurns(options.turns, settleSection(observation, result, options))
    if (settled) reading = settled
  }
  let broken: unknown = new Error('the script ended without this section')
  try {
    const sections = observations.flatMap(({ how }) => (how.kind === 'section' ? [how.section] : []))
    await options.execute.script(host, sections, { signal: options.signal, onSection })
  } catch (error) {
    broken = error
  }
  await reading
  const taken = { at: new Date(startedAt).toISOString(), durationMs: options.now() - startedAt }
  if (waiting.size > 0) options.heard({ kind: 'ran' })
  for (const observation of waiting.values()) {
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
