import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCommand } from './parse-command.ts'

const check = (service: string, more: object = {}): object => ({ kind: 'check', service, hosts: [], only: [], ...more })

describe('parseCommand()', () => {
  it.each([
    ['', { kind: 'pick' }],
    ['   ', { kind: 'pick' }],
    ['check', { kind: 'pick' }],
    ['check api-prod', check('api-prod')],
    ['  CHECK   api-prod ', check('api-prod')],
    ['check “api-prod”', check('api-prod')],
    ["check 'api-prod'", check('api-prod')],
    ['check `api-prod`', check('api-prod')],
    ['check api-prod —host app1', check('api-prod', { hosts: ['app1'] })],
    ['check api-prod –only process', check('api-prod', { only: ['process'] })],
    [
      'check api-prod --host=app1,app2 --only=PROCESS,edge',
      check('api-prod', { hosts: ['app1', 'app2'], only: ['process', 'edge'] }),
    ],
    [
      'check api-prod --host <http://app1.example.com|app1.example.com>,app2',
      check('api-prod', { hosts: ['app1.example.com', 'app2'] }),
    ],
    ['check <http://shop.example.com|shop.example.com>', check('shop.example.com')],
    ['check <http://shop.example.com>', check('shop.example.com')],
    [
      'check api-prod --host <mailto:root@app1.example.com|root@app1.example.com>',
      check('api-prod', { hosts: ['root@app1.example.com'] }),
    ],
    ['check *api-prod* -host app1', check('api-prod', { hosts: ['app1'] })],
    ['check api-prod\u200b', check('api-prod')],
    ['check api-prod\u00a0--host app1', check('api-prod', { hosts: ['app1'] })],
    ['<@U123> check api-prod', check('api-prod')],
    ['recheck', { kind: 'recheck' }],
    ['services', { kind: 'services' }],
    ['status', { kind: 'status' }],
    ['help', { kind: 'help' }],
    ['explain <https://api.example.com/|api.example.com>', { kind: 'explain', url: 'https://api.example.com/' }],
    ['explain <https://api.example.com/?a=1&amp;b=2>', { kind: 'explain', url: 'https://api.example.com/?a=1&b=2' }],
    ['explain api.example.com', { kind: 'explain', url: 'https://api.example.com' }],
    [
      'explain Error: ```FATAL: sorry, too many clients already```',
      { kind: 'explain-text', text: 'Error: \nFATAL: sorry, too many clients already' },
    ],
    [
      'explain ```&lt; HTTP/1.1 503 Service Unavailable\n&lt; server: <http://x.example|x.example>```',
      { kind: 'explain-text', text: '< HTTP/1.1 503 Service Unavailable\n< server: http://x.example' },
    ],
    [`explain ${'a b '.repeat(2000)}end`, { kind: 'explain-text', text: `${'a b '.repeat(2000)}end` }],
  ])('reads %j', (typed, command) => {
    expect(parseCommand(typed)).toEqual(command)
  })

  it.each([
    ['chekc api-prod', 'not something 503 does'],
    ['check a b', 'one service at a time'],
    ['check a --host', 'needs a value'],
    ['check a --only cpu', 'is not a step'],
    ['check a --force yes', 'is not an option'],
    ['explain', 'takes one URL'],
    ['rm -rf /', 'not something 503 does'],
  ])('says what is wrong with %j', (typed, problem) => {
    expect(parseCommand(typed)).toMatchObject({ kind: 'misunderstood', problem: expect.stringContaining(problem) })
  })

  it('answers anything at all with one of its kinds, quickly', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ maxLength: 5000 }), fc.string({ unit: 'binary', maxLength: 500 })),
        (typed) => parseCommand(typed).kind.length > 0,
      ),
    )
    expect(parseCommand('<'.repeat(100_000)).kind).toBe('misunderstood')
  })
})
