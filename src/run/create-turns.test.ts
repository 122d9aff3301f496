import { expect, it } from 'vitest'
import type { Slices } from '../lib/slices.ts'
import { createTurns } from './create-turns.ts'

it('createTurns() keeps the order and lets others have a turn between two slices', async () => {
  const turns = createTurns()
  const heard: string[] = []
  const beat = (): void => {
    heard.push('other')
    if (heard.length < 8) setImmediate(beat)
  }
  setImmediate(beat)
  const work = function* (name: string): Slices<void> {
    heard.push(name)
    yield
    heard.push(name.toUpperCase())
  }
  await Promise.all(['a', 'b', 'c'].map((name) => turns(work(name))))
  expect(heard.filter((name) => name !== 'other').join('')).toBe('aAbBcC')
  expect(heard.join()).toMatch(/a,other,A,other,b,other,B/)
})
