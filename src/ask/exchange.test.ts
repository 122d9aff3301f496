import { PassThrough } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { Dialled } from '../probe/dial.ts'
import { exchange } from './exchange.ts'

const target = { kind: 'tcp', host: 'db1', port: 5432 } as const
const unreachable: Dialled = { kind: 'unseen', reason: 'unreachable', detail: 'ssh: app1 says nothing' }

it.each<[string, Dialled]>([
  ['a host that cannot be reached', unreachable],
  ['a target that refuses', { kind: 'failed', failure: 'refused', detail: 'refused', afterMs: 1, phase: 'connect' }],
])('exchange() takes the word of a dial that was held up by a slow login: %s', async (_, verdict) => {
  const open = () => wait(60, verdict)
  const outcome = await exchange(
    target,
    { open, signal: new AbortController().signal, timeoutMs: 20 },
    async () => 'talked',
  )
  expect(outcome).toEqual(verdict)
})

it('exchange() gives a talk its whole time after a slow login', async () => {
  const open = () => wait(60, { kind: 'stream', stream: new PassThrough() } as const)
  const talk = () => wait(10, 'talked')
  expect(await exchange(target, { open, signal: new AbortController().signal, timeoutMs: 40 }, talk)).toBe('talked')
})

it('exchange() says that the run ended when it ended while dialling', async () => {
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 10)
  const open = () => wait(500, unreachable)
  const outcome = await exchange(target, { open, signal: controller.signal, timeoutMs: 20 }, async () => 'talked')
  expect(outcome).toMatchObject({ kind: 'unseen', reason: 'aborted' })
})
