import { describe, expect, it } from 'vitest'
import * as f from '../../../test/support/faults.ts'
import { page } from '../../../test/support/healthy-values.ts'
import {
  type Change,
  misses,
  readingsOf,
  runAt,
  sees,
  serviceOf,
  takenFromBot,
} from '../../../test/support/readings.ts'
import type { Service } from '../../service/service.ts'
import { planRun } from '../plan/plan-run.ts'
import { answersQuickly } from './answers-quickly.ts'
import { healthOn } from './health-on.ts'
import { viewOf } from './view.ts'

const usual = serviceOf()
const elsewhere = serviceOf({ health: 'http://shop.internal/health' })
const { health: _health, ...portOnly } = serviceOf()
const { port: _port, ...bare } = portOnly
const { url: _url, ...unpublished } = serviceOf()

function viewWith(service: Service, changes: readonly Change[], isFromBot = false) {
  const readings = readingsOf(service, changes)
  const taken = isFromBot ? readings.map((each) => (each.host === 'app1' ? takenFromBot(each) : each)) : readings
  return viewOf({ service, plan: planRun(service, taken), at: runAt })
}

const tries = (...all: readonly Parameters<typeof f.health>[1][]) =>
  sees('health', 'app1', (value) => ({ ...value, tries: all }))
const unseen = { reason: 'timed-out', detail: '' } as const

interface Healthy {
  readonly name: string
  readonly service: Service
  readonly changes: readonly Change[]
  readonly word: 'ok' | 'bad' | undefined
  readonly isFromBot?: boolean
}

const healths: readonly Healthy[] = [
  { name: 'a good answer', service: usual, changes: [], word: 'ok' },
  { name: 'a good answer at last', service: usual, changes: [tries(f.noAnswer, page(503), page(204))], word: 'ok' },
  { name: 'bad answers', service: usual, changes: [tries(page(503), page(401))], word: 'bad' },
  { name: 'no answer', service: usual, changes: [tries(f.noAnswer)], word: 'bad' },
  { name: 'no try', service: usual, changes: [tries()], word: undefined },
  { name: 'nothing seen', service: usual, changes: [misses('health', 'app1', unseen)], word: undefined },
  { name: 'its own address, asked from elsewhere', service: usual, changes: [], word: undefined, isFromBot: true },
  { name: 'another address, asked from elsewhere', service: elsewhere, changes: [], word: 'ok', isFromBot: true },
  { name: 'an open port', service: portOnly, changes: [], word: 'ok' },
  { name: 'a closed port', service: portOnly, changes: [sees('port', 'app1', f.failed('refused'))], word: 'bad' },
  { name: 'a port asked from elsewhere', service: portOnly, changes: [], word: undefined, isFromBot: true },
  { name: 'a port not seen', service: portOnly, changes: [misses('port', 'app1', unseen)], word: undefined },
  { name: 'neither endpoint nor port', service: bare, changes: [], word: undefined },
]

describe('healthOn()', () => {
  it.each(healths)('with $name', ({ service, changes, word, isFromBot }) => {
    expect(healthOn(viewWith(service, changes, isFromBot), 'app1')).toBe(word)
  })
})

const late = page(200, { firstByteMs: 1000 })
const intime = page(200, { firstByteMs: 999 })
interface Quick {
  readonly name: string
  readonly host: string
  readonly changes: readonly Change[]
  readonly isQuick: boolean
  readonly service?: Service
}

const quick: readonly Quick[] = [
  { name: 'all is well', host: 'app1', changes: [], isQuick: true },
  { name: 'both just in time', host: 'app1', changes: [f.edge(intime), tries(intime)], isQuick: true },
  { name: 'the page is late', host: 'app1', changes: [f.edge(page(200), late)], isQuick: false },
  { name: 'the page fails once', host: 'app1', changes: [f.edge(page(200), page(503))], isQuick: false },
  { name: 'the page was not seen', host: 'app1', changes: [misses('edge', 'bot', unseen)], isQuick: false },
  { name: 'the health endpoint is late', host: 'app1', changes: [tries(page(200), late)], isQuick: false },
  { name: 'the health endpoint is late elsewhere', host: 'app2', changes: [tries(late)], isQuick: true },
  { name: 'the health endpoint fails', host: 'app1', changes: [f.health('app1', page(503))], isQuick: false },
  {
    name: 'the health endpoint was not seen',
    host: 'app1',
    changes: [misses('health', 'app1', unseen)],
    isQuick: false,
  },
  { name: 'the balancer is asked about, and the page comes', host: 'lb1', changes: [tries(late)], isQuick: true },
  { name: 'the balancer is asked about, and the page is late', host: 'lb1', changes: [f.edge(late)], isQuick: false },
  {
    name: 'the page is late, but not from the application',
    host: 'lb1',
    changes: [f.edge(late), f.health('app1', page(503))],
    isQuick: false,
  },
  { name: 'nothing tells of the host', host: 'app1', changes: [], isQuick: false, service: portOnly },
  { name: 'no page is known', host: 'app1', changes: [], isQuick: false, service: unpublished },
]

describe('answersQuickly()', () => {
  it.each(quick)('when $name', ({ host, changes, isQuick, service = usual }) => {
    expect(answersQuickly(viewWith(service, changes), host)).toBe(isQuick)
  })
})
