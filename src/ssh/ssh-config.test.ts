import { describe, expect, it } from 'vitest'
import { beyondSubset, evaluateSshConfig } from './ssh-config.ts'
import type { SshDirective } from './ssh-config-files.ts'
import { parseSshConfigLine } from './ssh-config-words.ts'

function directives(text: string, included: readonly SshDirective[] = []): SshDirective[] {
  return text.split('\n').flatMap((content, index) => {
    const parsed = parseSshConfigLine(content)
    return parsed
      ? [{ ...parsed, file: 'f', line: index + 1, included: parsed.keyword === 'include' ? included : [] }]
      : []
  })
}

describe('parseSshConfigLine()', () => {
  it.each<[string, string, string[]]>([
    ['Host a b', 'host', ['a', 'b']],
    ['  HostName=x', 'hostname', ['x']],
    ['Port = 22', 'port', ['22']],
    ['User "a b"', 'user', ['a b']],
    ["User 'a b'", 'user', ['a b']],
    [String.raw`User a\ b\"c`, 'user', ['a b"c']],
    ['User a # comment', 'user', ['a']],
    ['User a#b', 'user', ['a#b']],
    ['User\ta\r', 'user', ['a']],
    ['User ""', 'user', []],
    ['Compression', 'compression', []],
  ])('%j', (line, keyword, words) => {
    expect(parseSshConfigLine(line)).toEqual({
      keyword,
      words: words.length > 0 ? words : line.includes('""') ? [''] : [],
    })
  })

  it.each(['', '  ', '# Host a', '=x'])('%j is no directive', (line) => {
    expect(parseSshConfigLine(line)).toBeUndefined()
  })
})

describe('evaluateSshConfig()', () => {
  it.each([
    ['User a\nUser b', 'a'],
    ['Host x\nUser a\nHost h\nUser b', 'b'],
    ['Host *\nUser a\nHost h\nUser b', 'a'],
    ['Host * !h\nUser a\nHost h*\nUser b', 'b'],
    ['Host x\nMatch all\nUser a', 'a'],
    ['Match exec "true"\nUser a\nHost *\nUser b', 'b'],
    ['Host x\nUser a', undefined],
  ])('%j gives the user %s', (text, user) => {
    expect(evaluateSshConfig('h', directives(text)).get('user')?.[0]?.[0]).toBe(user)
  })

  it('reads an included file only within a block that counts, and goes on with that block', () => {
    const included = directives('Host *\nUser inner')
    const text = 'Host x\nInclude f\nHost h\nPort 1\nInclude f\nIdentityFile k'
    const settings = evaluateSshConfig('h', directives(text, included))
    expect(Object.fromEntries(settings)).toEqual({ port: [['1']], user: [['inner']], identityfile: [['k']] })
    expect(evaluateSshConfig('other', directives('Host x\nInclude f', included)).size).toBe(0)
  })

  it('adds identity files up, and lets the first of ProxyJump and ProxyCommand rule out the other', () => {
    const text = 'IdentityFile a\nIdentityFile b\nProxyJump j\nProxyCommand c'
    const settings = evaluateSshConfig('h', directives(text))
    expect(settings.get('identityfile')).toEqual([['a'], ['b']])
    expect(settings.has('proxycommand')).toBe(false)
    expect(evaluateSshConfig('h', directives('ProxyCommand c\nProxyJump j')).has('proxyjump')).toBe(false)
  })
})

describe('beyondSubset()', () => {
  it.each([
    'Host a\nHostName %h.x\nUser u\nPort 22\nIdentityFile ~/k\nServerAliveInterval 5',
    'Match all\nUser u',
    'Include a/*.conf',
  ])('%j is evaluated exactly', (text) => {
    expect(beyondSubset(directives(text))).toEqual([])
  })

  it.each([
    ['Match user x', 'f:1 Match user x'],
    ['User a\nCanonicalizeHostname yes', 'f:2 canonicalizehostname'],
    ['HostName %n', 'f:1 hostname %n'],
    ['Port ssh', 'f:1 port ssh'],
    ['IdentityFile ${HOME}/k', 'f:1 identityfile ${HOME}/k'],
    ['User', 'f:1 user '],
    ['Include [ab].conf', 'f:1 Include [ab].conf'],
    ['Madeup 1', 'f:1 madeup'],
  ])('%j is for the real client', (text, beyond) => {
    expect(beyondSubset(directives(text))).toEqual([beyond])
  })

  it('looks into included files', () => {
    expect(beyondSubset(directives('Include a', directives('Match exec x')))).toEqual(['f:1 Match exec x'])
  })
})
