import { describe, expect, it } from 'vitest'
import { serviceOf } from '../../test/support/readings.ts'
import { restrictHosts } from './restrict-hosts.ts'

const service = serviceOf({ hosts: ['app1', 'app2', 'App-3'] })

describe('restrictHosts()', () => {
  it.each<readonly [typed: readonly string[], hosts: readonly string[], otherHosts: readonly string[]]>([
    [[], ['app1', 'app2', 'App-3'], []],
    [['app2'], ['app2'], ['app1', 'App-3']],
    [['app2', 'app1'], ['app1', 'app2'], ['App-3']],
    [['app[1-2]'], ['app1', 'app2'], ['App-3']],
    [['app[1,2]'], ['app1', 'app2'], ['App-3']],
    [['app1,app-3,'], ['app1', 'App-3'], ['app2']],
    [['APP1', 'app-3'], ['app1', 'App-3'], ['app2']],
    [['app1', 'app1'], ['app1'], ['app2', 'App-3']],
  ])('of %j leaves %j and names %j as the others', (typed, hosts, otherHosts) => {
    expect(restrictHosts(service, typed)).toEqual({ kind: 'restricted', service: { ...service, hosts }, otherHosts })
  })

  it.each<[typed: readonly string[], problem: string, hint: string, hosts?: readonly string[]]>([
    [['TYPO'], 'Cannot use "TYPO" as --host: it is no host of shop', 'It has: app1, app2, App-3'],
    [['ap1'], '"ap1" as --host: it is no host', 'Did you mean app1 or app2?'],
    [['app1', 'nosuch'], '"nosuch" as --host: it is no host', 'It has: app1, app2, App-3'],
    [['app[1-5]'], '"app3", "app4", "app5" as --host: they are no hosts', 'Did you mean'],
    [['lb1'], '"lb1" as --host: it is no host', 'It has: app1'],
    [[''], '"" as --host', 'It has: app1'],
    [[','], '"," as --host', 'It has: app1'],
    [['bot'], '"bot" as --host', 'It has: app1'],
    [['app1'], '"app1" as --host', 'shop lists no hosts; leave --host out.', []],
  ])('of %j refuses: %s. %s', (typed, problem, hint, hosts = service.hosts) => {
    expect(restrictHosts({ ...service, hosts }, typed)).toEqual({
      kind: 'unknown',
      problem: expect.stringContaining(problem),
      hint: expect.stringContaining(hint),
    })
  })
})
