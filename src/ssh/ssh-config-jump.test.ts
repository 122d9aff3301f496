import { describe, expect, it } from 'vitest'
import { type Hop, parseProxyJump } from './ssh-config-jump.ts'
import { expandPath } from './ssh-config-paths.ts'

describe('parseProxyJump()', () => {
  it.each<[string, readonly Hop[] | undefined]>([
    ['none', []],
    ['a', [{ name: 'a' }]],
    ['u@a:2222,b', [{ name: 'a', user: 'u', port: 2222 }, { name: 'b' }]],
    ['[::1]:22', [{ name: '::1', port: 22 }]],
    ['ssh://u@a:22', [{ name: 'a', user: 'u', port: 22 }]],
    ['', undefined],
    ['a,,b', undefined],
    ['-oProxyCommand=id', undefined],
    ['-l@a', undefined],
    ['a:0', undefined],
    ['a:99999', undefined],
    ['a b', undefined],
  ])('%j', (text, hops) => {
    expect(parseProxyJump(text)).toEqual(hops)
  })
})

describe('expandPath()', () => {
  const tokens = {
    home: '/home/me',
    localUser: 'me',
    name: 'app',
    address: '10.0.0.1',
    port: 22,
    user: 'probe',
    hostKeyAlias: undefined,
  }

  it.each([
    ['~/.ssh/id', '/home/me/.ssh/id'],
    ['/k/%h-%n-%p-%r-%u-%k-%%', '/k/10.0.0.1-app-22-probe-me-app-%'],
    ['%d/k', '/home/me/k'],
    ['/plain', '/plain'],
    ['none', undefined],
    ['/k/%C', undefined],
    ['/k/%', undefined],
    ['${HOME}/k', undefined],
  ])('%s is %s', (path, expanded) => {
    expect(expandPath(path, tokens)).toBe(expanded)
  })
})
