import { describe, expect, it } from 'vitest'
import { createFairQueue } from './create-fair-queue.ts'

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

describe('createFairQueue()', () => {
  it('starts no more than its total, and the next when one ends', async () => {
    const { started, task, end } = createTasks()
    const queue = createFairQueue({ total: 2, perKey: 8 })
    for (const name of ['a', 'b', 'c']) queue(name, task(name))
    expect(started).toEqual(['a', 'b'])
    await end('a')
    expect(started).toEqual(['a', 'b', 'c'])
  })

  it('lets a full key hold up no other', () => {
    const { started, task } = createTasks()
    const queue = createFairQueue({ total: 8, perKey: 1 })
    for (const name of ['dead-1', 'dead-2', 'dead-3']) queue('dead', task(name))
    queue('live', task('live-1'))
    expect(started).toEqual(['dead-1', 'live-1'])
  })

  it('gives keys turns', async () => {
    const { started, task, end } = createTasks()
    const queue = createFairQueue({ total: 1, perKey: 8 })
    for (const name of ['a1', 'a2', 'a3']) queue('a', task(name))
    queue('b', task('b1'))
    for (const name of ['a1', 'a2', 'b1']) await end(name)
    expect(started).toEqual(['a1', 'a2', 'b1', 'a3'])
  })
})
