import { describe, expect, it } from 'vitest'
import { type Actor, parseActor, renderActor } from './actor.ts'

const actors: readonly (readonly [text: string, actor: Actor])[] = [
  ['slack:T012/U034', { kind: 'slack', team: 'T012', user: 'U034' }],
  ['unix:maria', { kind: 'unix', user: 'maria' }],
  ['unix:EXAMPLE:maria', { kind: 'unix', user: 'EXAMPLE:maria' }],
  ['alert:alertmanager', { kind: 'alert', source: 'alertmanager' }],
  ['schedule:api-prod', { kind: 'schedule', service: 'api-prod' }],
]

describe('renderActor() and parseActor()', () => {
  it.each(actors)('%s there and back', (text, actor) => {
    expect(renderActor(actor)).toBe(text)
    expect(parseActor(text)).toEqual(actor)
  })

  it.each(['', 'maria', 'slack:U034', 'slack:/U034', 'unix:', 'robot:x'])('parseActor() refuses "%s"', (text) => {
    expect(parseActor(text)).toBeUndefined()
  })
})
