import { describe, expect, it } from 'vitest'
import { serviceOf } from '../../test/support/readings.ts'
import { createSlackWorld } from './create-slack-world.ts'
import type { Served } from './keep-served.ts'

const ignore = (): void => undefined
const log = { info: ignore, warn: ignore, error: ignore }
const signal = new AbortController().signal

/** A world over one service, and what was opened, asked and closed. */
function worldOf(answer: object): { world: ReturnType<typeof createSlackWorld>; done: string[] } {
  const done: string[] = []
  const openEngine: Served['openEngine'] = () => {
    done.push('opened')
    return {
      execute: {
        script: () => Promise.reject(new Error('no script is expected')),
        ask: (_, ask) => {
          done.push('url' in ask ? ask.url : ask.kind)
          return Promise.resolve(answer as never)
        },
      },
      close: async () => void done.push('closed'),
    }
  }
  const service = serviceOf({
    name: 'shop',
    hosts: ['app1', 'app2'],
    url: 'https://shop.example/',
    health: 'http://127.0.0.1:8000/',
  })
  const served = (): Served => ({ services: [service], openEngine })
  const world = createSlackWorld({ served, causesPage: '', log, now: () => 0, newId: () => 'r1' })
  return { world, done }
}

const noAnswer = { outcome: { kind: 'unseen', reason: 'unreachable', detail: 'connection refused' } }

describe('createSlackWorld()', () => {
  it.each(['http://10.0.0.1/', 'http://127.0.0.1:8000/', 'http://shop.example/', 'file:///etc/passwd'])(
    'opens nothing for %s, which services.yml does not name from here',
    async (url) => {
      const { world, done } = worldOf(noAnswer)
      expect(await world.explain(url, { signal })).toMatchObject({ kind: 'refused' })
      expect([done, world.servicesAt(url)]).toEqual([[], []])
    },
  )

  it('asks what services.yml names, says how it failed, and closes what it opened', async () => {
    const { world, done } = worldOf(noAnswer)
    const url = 'https://shop.example/basket'
    expect(await world.explain(url, { signal })).toEqual({
      kind: 'failed',
      detail: `${url} gave no answer: connection refused`,
    })
    expect(done).toEqual(['opened', url, 'closed'])
    expect(world.servicesAt(url)).toEqual(['shop'])
  })

  it('names the hosts that could be meant, and checks none that are not of the service', async () => {
    const { world, done } = worldOf(noAnswer)
    expect(world.hostProblem?.({ service: 'shop', hosts: ['app3'] })).toContain('Did you mean app1 or app2?')
    const asked = { hosts: [], only: [], signal, onEvent: ignore }
    await expect(world.check({ ...asked, service: 'shop', hosts: ['app3'] })).rejects.toThrow('--host')
    await expect(world.check({ ...asked, service: 'pay' })).rejects.toThrow('There is no service pay')
    expect(done).toEqual([])
  })
})
