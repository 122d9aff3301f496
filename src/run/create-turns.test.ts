import { expect, it } from 'vitest'
import { createTurns } from './create-turns.ts'

it('createTurns() keeps the order and lets others have a turn between two pieces', async () => {
  const turns = createTurns()
  const heard: string[] = []
  const beat = (): void => {
    heard.push('other')
    if (heard.length < 6) setImmediate(beat)
  }
  setImmediate(beat)
  await Promise.all(['a', 'b', 'c'].map((name) => turns(() => void heard.push(name))))
  expect(heard.filter((name) => name !== 'other')).toEqual(['a', 'b', 'c'])
  expect(heard.join()).toMatch(/a,other,b,other,c/)
})
