import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseKnownHosts, speaksOf } from './known-hosts-file.ts'

const key = 'AAAAC3NzaC1lZDI1NTE5AAAAIBZmZLL3YhG5QTzKi6xXFtiWLL1dTtQg0l4A6v1qWfQd'

function namesOf(text: string, ...hosts: string[]): string[] {
  return hosts.filter((host) => parseKnownHosts(text, 'f').some((line) => speaksOf(line, host)))
}

describe('parseKnownHosts()', () => {
  it.each([
    ['app1', 'app1'],
    ['app1,10.0.0.1', 'app1 10.0.0.1'],
    ['APP1', 'app1'],
    ['[app1]:2222', '[app1]:2222'],
    ['*', 'app1 app2 10.0.0.1 [app1]:2222'],
    ['app?', 'app1 app2'],
    ['app*,!app2', 'app1'],
    ['!app2', ''],
    ['*.0.0.1', '10.0.0.1'],
    ['[*]:2222', '[app1]:2222'],
    ['app', ''],
    ['', ''],
    ['|1|iJXvTKXSXJ2Cbn4h2vtBb9hKFp8=|', ''],
    ['|2|aaaa|bbbb', ''],
  ])('%s speaks of %s', (hosts, named) => {
    const text = `${hosts} ssh-ed25519 ${key} comment`
    expect(namesOf(text, 'app1', 'app2', '10.0.0.1', '[app1]:2222').join(' ')).toBe(named)
  })

  it.each([
    ['# a ssh-ed25519', 0],
    [`  a \t ssh-ed25519 ${key}\r`, 1],
    [`@revoked a ssh-ed25519 ${key}`, 1],
    [`@cert-authority a ssh-ed25519 ${key}`, 1],
    [`@other a ssh-ed25519 ${key}`, 0],
    [`a ssh-rsa ${key}`, 0],
    ['a ssh-ed25519 !!!', 0],
    ['a ssh-ed25519', 0],
    ['a', 0],
    ['', 0],
  ])('reads %j as %i line', (text, count) => {
    expect(parseKnownHosts(text, 'f')).toHaveLength(count)
  })

  it('counts lines from 1, comments and empty ones as well', () => {
    expect(parseKnownHosts(`# x\n\na ssh-ed25519 ${key}\n`, 'f')).toMatchObject([
      { file: 'f', line: 3, marker: 'none' },
    ])
  })

  it('never throws', () => {
    const piece = fc.constantFrom('@revoked', '|1|', ' ', '\n', ',', '!', '*', 'a', 'ssh-ed25519', key, '=', '\u0000')
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece).map((pieces) => pieces.join('')),
    )
    const property = fc.property(text, (text) => {
      for (const line of parseKnownHosts(text, 'f')) speaksOf(line, 'a')
    })
    expect(fc.check(property)).toMatchObject({ failed: false })
  })
})
