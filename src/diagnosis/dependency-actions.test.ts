import { describe, expect, it } from 'vitest'
import { orderActions, tellAction } from './action.ts'
import { nextForSlow } from './dependency-actions.ts'

const slowly = 'Time it from the host, then read its own slow log'
const ways: readonly (readonly [place: string, first: string])[] = [
  ['redis://cache1:6379', `${slowly}: ssh app1 time nc -zv -w 5 cache1 6379`],
  ['redis://cache1', `${slowly}: ssh app1 time nc -zv -w 5 cache1 6379`],
  ['postgres://probe@db1/orders', `${slowly}: ssh app1 time nc -zv -w 5 db1 5432`],
  ['payments', slowly],
  ['http://pay/up', 'Time it from the host: ssh app1 "curl -so /dev/null -w %{time_total} http://pay/up"'],
  [
    'https://pay/up?a=1&b',
    `Time it from the host: ssh app1 "curl -so /dev/null -w %{time_total} 'https://pay/up?a=1&b'"`,
  ],
  ['xhttps://pay:1/', `${slowly}: ssh app1 time nc -zv -w 5 pay 1`],
]

describe('nextForSlow()', () => {
  it.each(ways)('for %s is: %s', (place, first) => {
    const actions = orderActions(nextForSlow(place, 'app1'))
    expect(actions.map(tellAction)[0]).toBe(first)
    expect(actions).toHaveLength(3)
  })
})
