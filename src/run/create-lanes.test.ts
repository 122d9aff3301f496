import { describe, expect, it } from 'vitest'
import { createLanes } from './create-lanes.ts'

/** Tasks that end when told to, with a record of what started. */
function createTasks() {
  const started: string[] = []
  const ends = new Map<string, () => void>()
  const task = (name: string) => () => {
    started.push(name)
    return new Promise<void>((resolve) => ends.set(name, resolve))
  }
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { started, task, end }
}

describe('createLanes()', () => {
  it('createLanes() starts no more than its total, and the next when one ends', async () => {
    const { started, task, end } = createTasks()
    const lanes = createLanes({ total: 2, perLane: 8 })
    for (const name of ['a', 'b', 'c']) lanes(name, task(name))
    expect(started).toEqual(['a', 'b'])
    await end('a')
    expect(started).toEqual(['a', 'b', 'c'])
  })

  it('createLanes() lets a full lane hold up no other', () => {
    const { started, task } = createTasks()
    const lanes = createLanes({ total: 8, perLane: 1 })
    for (const name of ['dead-1', 'dead-2', 'dead-3']) lanes('dead', task(name))
    lanes('live', task('live-1'))
    expect(started).toEqual(['dead-1', 'live-1'])
  })

  it('createLanes() gives lanes turns', async () => {
    const { started, task, end } = createTasks()
    const lanes = createLanes({ total: 1, perLane: 8 })
    for (const name of ['a1', 'a2', 'a3']) lanes('a', task(name))
    lanes('b', task('b1'))
    for (const name of ['a1', 'a2', 'b1']) await end(name)
    expect(started).toEqual(['a1', 'a2', 'b1', 'a3'])
  })
})
