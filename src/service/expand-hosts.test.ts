import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expandHosts, hostLimit } from './expand-hosts.ts'

describe('expandHosts()', () => {
  it.each([
    ['app1', 'app1'],
    ['::1', '::1'],
    ['app[01-03]', 'app01 app02 app03'],
    ['app[8-11]', 'app8 app9 app10 app11'],
    ['app[098-101]', 'app098 app099 app100 app101'],
    ['app[1-3,7]', 'app1 app2 app3 app7'],
    ['app[5]', 'app5'],
    ['[a,b].example.com', 'a.example.com b.example.com'],
    ['web[01-02]-[a,b]', 'web01-a web01-b web02-a web02-b'],
    ['10.0.0.[9-11]', '10.0.0.9 10.0.0.10 10.0.0.11'],
  ])('expands %s', (pattern, names) => {
    expect(expandHosts(pattern)).toEqual({ kind: 'right', value: names.split(' ') })
  })

  it.each([
    ['app[3-1]', 'the lower number first, as in [1-3]'],
    ['app[01-100]', 'as many digits'],
    ['app[1-1001]', 'at most 1000'],
    ['app[0-99][0-99]', 'at most 1000'],
    ['app[0-999999999]', 'at most 1000'],
    [`app[${'1-999,'.repeat(9)}1]`, 'at most 1000'],
    ['app[]', 'a range such as'],
    ['app[1-]', 'a range such as'],
    ['app[1', 'a range such as'],
    ['app1]', 'a range such as'],
    ['app[[1-2]]', 'a range such as'],
    ['app[a-c]', 'a range such as'],
    ['app[1,-oX]', 'a range such as'],
    ['-app[1-2]', 'a range such as'],
    ['-oProxyCommand=id', 'a host name'],
    ['', 'a host name'],
  ])('refuses %s', (pattern, expected) => {
    expect(expandHosts(pattern)).toEqual({ kind: 'wrong', expected: expect.stringContaining(expected) })
  })

  it('gives as many names as the range is long, each as wide as written', () => {
    fc.assert(
      fc.property(fc.nat(9999), fc.nat(hostLimit - 1), (first, more) => {
        const expanded = expandHosts(`h[${String(first).padStart(5, '0')}-${String(first + more).padStart(5, '0')}]`)
        const names = expanded.kind === 'right' ? expanded.value : []
        expect(new Set(names).size).toBe(more + 1)
        expect(names.every((name) => name.length === 6)).toBe(true)
      }),
    )
  })

  it('never throws and never goes past the limit', () => {
    const piece = fc.constantFrom('[', ']', '-', ',', '0', '1', '99', 'a', '.', '\n')
    const property = fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const expanded = expandHosts(pieces.join(''))
      return expanded.kind === 'wrong' || (expanded.value.length > 0 && expanded.value.length <= hostLimit)
    })
    expect(fc.check(property)).toMatchObject({ failed: false })
  })
})
