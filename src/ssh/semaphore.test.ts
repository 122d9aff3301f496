import { describe, expect, it } from 'vitest'
import { createSemaphore } from './semaphore.ts'

const never = new AbortController().signal

describe('createSemaphore()', () => {
  it('lets so many in and the rest in their order', async () => {
    const semaphore = createSemaphore(1)
    const order: string[] = []
    const back = await semaphore.acquire(never)
    const waiting = ['a', 'b'].map(async (name) => {
      const release = await semaphore.acquire(never)
      order.push(name)
      release()
    })
    expect(order).toEqual([])
    back()
    await Promise.all(waiting)
    expect(order).toEqual(['a', 'b'])
  })

  it('counts a permit that is given back twice once', async () => {
    const semaphore = createSemaphore(1)
    const back = await semaphore.acquire(never)
    back()
    back()
    await semaphore.acquire(never)
    const stop = new AbortController()
    const third = semaphore.acquire(stop.signal)
    stop.abort()
    await expect(third).rejects.toMatchObject({ kind: 'aborted' })
  })

  it('loses no place to one who left the queue', async () => {
    const semaphore = createSemaphore(1)
    const back = await semaphore.acquire(never)
    const stop = new AbortController()
    const left = semaphore.acquire(stop.signal)
    const stayed = semaphore.acquire(never)
    stop.abort()
    await expect(left).rejects.toMatchObject({ kind: 'aborted' })
    back()
    await expect(stayed).resolves.toBeTypeOf('function')
  })

  it('can be widened and narrowed', async () => {
    const semaphore = createSemaphore(1)
    const first = await semaphore.acquire(never)
    const second = semaphore.acquire(never)
    semaphore.resize(2)
    const release = await second
    semaphore.resize(1)
    release()
    first()
    await expect(semaphore.acquire(never)).resolves.toBeTypeOf('function')
  })
})
