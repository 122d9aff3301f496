import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createDeadline } from './deadline.ts'

function block(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; );
}

describe('createDeadline()', () => {
  it('fires when the time is up', async () => {
    using deadline = createDeadline(new AbortController().signal, 20)
    await sleep(200)
    expect(deadline.signal.aborted).toBe(true)
    expect(deadline.isAborted()).toBe(false)
  })

  it('does not count time in which this process got no turn', async () => {
    using deadline = createDeadline(new AbortController().signal, 400)
    await sleep(0)
    block(700)
    await sleep(30)
    expect(deadline.signal.aborted).toBe(false)
    await sleep(900)
    expect(deadline.signal.aborted).toBe(true)
  })

  it('fires after twice its time, however little turn this process gets', async () => {
    using deadline = createDeadline(new AbortController().signal, 100)
    await sleep(0)
    block(400)
    await sleep(0)
    block(400)
    await sleep(250)
    expect(deadline.signal.aborted).toBe(true)
  })

  it('fires at once when the run is aborted, and leaves no listener', () => {
    const run = new AbortController()
    const deadline = createDeadline(run.signal, 60_000)
    run.abort()
    expect(deadline.isAborted()).toBe(true)
    deadline[Symbol.dispose]()
  })
})
