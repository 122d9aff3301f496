import { describe, expect, it } from 'vitest'
import { orderActions, tellAction } from './action.ts'
import { nextForSlow, tryAs } from './dependency-actions.ts'

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

describe('tryAs()', () => {
  it.each([
    ['redis://cache1:6379', 'ssh app1 redis-cli -u redis://cache1:6379 PING'],
    ['rediss://cache1:6380', 'ssh app1 redis-cli -u rediss://cache1:6380 PING'],
    ['postgres://probe@db1/orders', `ssh app1 'psql postgres://probe@db1/orders -c "SELECT 1"'`],
    ['postgresql://probe@db1/orders', `ssh app1 'psql postgresql://probe@db1/orders -c "SELECT 1"'`],
    ['https://pay/up', 'ssh app1 curl -si https://pay/up'],
    ['tcp://mq1:5672', 'ssh app1 nc -zv -w 5 mq1 5672'],
    ['payments', undefined],
    ['redis://cache1 $(reboot)', undefined],
  ])('asks %s in its own protocol', (place, command) => {
    expect(orderActions([tryAs(place, 'app1')])[0]?.command).toBe(command)
  })
})
