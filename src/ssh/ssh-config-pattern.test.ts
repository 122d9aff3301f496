import { describe, expect, it } from 'vitest'
import { matchesPattern } from '../lib/matches-pattern.ts'
import { matchesList } from './ssh-config-pattern.ts'

describe('matchesPattern()', () => {
  it.each<[string, string, boolean]>([
    ['a', 'a', true],
    ['a', 'ab', false],
    ['*', '', true],
    ['?', '', false],
    ['a?c', 'abc', true],
    ['*.example.com', 'a.b.example.com', true],
    ['*.example.com', 'example.com', false],
    ['a*b*c', 'aXbXbXc', true],
    ['a*b*c', 'aXbXbX', false],
    ['**', 'x', true],
    ['a.c', 'abc', false],
    ['[a]', 'a', false],
  ])('%s and %j: %s', (pattern, text, matches) => {
    expect(matchesPattern(pattern, text)).toBe(matches)
  })

  it('stays quick on a pattern of many stars', { timeout: 1000 }, () => {
    expect(matchesPattern('*a'.repeat(500), 'a'.repeat(20_000).concat('b'))).toBe(false)
  })
})

describe('matchesList()', () => {
  it.each<[string, string, boolean]>([
    ['a b', 'b', true],
    ['* !b', 'b', false],
    ['!b *', 'b', false],
    ['!b', 'a', false],
    ['* !b', 'a', true],
  ])('%s and %s: %s', (patterns, text, matches) => {
    expect(matchesList(patterns.split(' '), text)).toBe(matches)
  })
})
