import { describe, expect, it } from 'vitest'
import { found } from '../../test/support/found.ts'
import { orderActions } from './action.ts'
import { nextForLock, nextForSessions } from './session-actions.ts'

const place = 'postgres://probe@db1:5432/orders'
const idle = {
  state: 'idle in transaction',
  count: 38,
  oldestSeconds: 121.7,
  client: '10.0.0.12',
  user: 'app',
  application: "o'hara web",
}
const holder = (facts: object) => found('connections-exhausted', 'app1', { ...idle, ...facts })
const commandsFor = (facts: object) =>
  orderActions(nextForSessions(place, holder(facts))).map(({ command }) => command ?? '')

describe('nextForSessions()', () => {
  it('ends the sessions that were seen and no others, after a look with the same conditions', () => {
    const [all, preview, end] = commandsFor({})
    const where = `AND state = 'idle in transaction' AND usename = 'app' AND application_name = 'o''hara web' AND host(client_addr) = '10.0.0.12' AND state_change < now() - interval '60 seconds'`
    expect(all).not.toContain('interval')
    expect(preview).toContain(where)
    expect(preview).not.toContain('pg_terminate')
    expect(end).toBe(
      `psql postgres://postgres@db1:5432/orders -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() ${where}"`,
    )
  })

  it.each([
    ['a session that has been idle for a second', { oldestSeconds: 1 }, "interval '0 seconds'"],
    ['sessions over a socket', { client: '' }, 'client_addr IS NULL'],
    ['sessions without a name', { application: '' }, "application_name = ''"],
    ['queries that run', { state: 'active' }, 'pg_cancel_backend(pid)'],
  ])('for %s has %s', (_name, facts, words) => {
    expect(commandsFor(facts).at(-1)).toContain(words)
  })

  it.each([
    ['whose states are hidden', { state: '' }],
    ['whose user is not known', { user: '' }],
    ['with a name that no literal can hold', { application: 'a\\' }],
  ])('only looks at sessions %s', (_name, facts) => {
    expect(commandsFor(facts).map((command) => /terminate|cancel/.test(command))).toEqual([false])
  })
})

describe('nextForLock()', () => {
  it.each([
    ['idle in transaction', 'pg_terminate_backend'],
    ['active', 'pg_cancel_backend'],
    ['', undefined],
  ])('of a session that is %j: %s', (state, how) => {
    const actions = orderActions(nextForLock(place, found('lock-pile-up', 'app1', { pid: 4711, state })))
    const acts = actions.flatMap(({ command = '', effect }) => (effect === 'acts' && command !== '' ? [command] : []))
    expect(acts.map((command) => /pg_\w+_backend(?=\(pid)/.exec(command)?.[0])).toEqual(how === undefined ? [] : [how])
    expect(acts.every((command) => command.includes(`pid = 4711 AND state = '${state}'`))).toBe(true)
  })

  it('of a prepared transaction looks it up', () => {
    const actions = orderActions(nextForLock(place, found('lock-pile-up', 'app1', { pid: 0, state: '' })))
    expect(actions.some(({ command = '' }) => command.includes('pg_prepared_xacts'))).toBe(true)
    expect(actions.some(({ command = '' }) => /pg_\w+_backend\(/.test(command))).toBe(false)
  })
})
