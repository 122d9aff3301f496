import { describe, expect, it } from 'vitest'
import { createPermits } from './permits.ts'

const never = new AbortController().signal

describe('createPermits()', () => {
  it('lets so many in and the rest in their order', async () => {
    const permits = createPermits(1)
    const order: string[] = []
    const back = await permits.acquire(never)
    const waiting = ['a', 'b'].map(async (name) => {
      const release = await permits.acquire(never)
      order.push(name)
      release()
    })
    expect(order).toEqual([])
    back()
    await Promise.all(waiting)
    expect(order).toEqual(['a', 'b'])
  })

  it('counts a permit that is given back twice once', async () => {
    const permits = createPermits(1)
    const back = await permits.acquire(never)
    back()
    back()
    await permits.acquire(never)
    const stop = new AbortController()
    const third = permits.acquire(stop.signal)
    stop.abort()
    await expect(third).rejects.toMatchObject({ kind: 'aborted' })
  })

  it('loses no place to one who left the queue', async () => {
    const permits = createPermits(1)
    const back = await permits.acquire(never)
    const stop = new AbortController()
    const left = permits.acquire(stop.signal)
    const stayed = permits.acquire(never)
    stop.abort()
    await expect(left).rejects.toMatchObject({ kind: 'aborted' })
    back()
    await expect(stayed).resolves.toBeTypeOf('function')
  })

  it('can be widened and narrowed', async () => {
    const permits = createPermits(1)
    const first = await permits.acquire(never)
    const second = permits.acquire(never)
    permits.resize(2)
    const release = await second
    permits.resize(1)
    release()
    first()
    await expect(permits.acquire(never)).resolves.toBeTypeOf('function')
  })
})
