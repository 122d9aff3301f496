import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildRedisCommand, parseRedisReply } from './redis-protocol.ts'

const parse = (text: string) => parseRedisReply(Buffer.from(text))

describe('parseRedisReply()', () => {
  it.each([
    ['+PONG\r\n', { text: 'PONG' }],
    ['-LOADING Redis is loading\r\n', { error: 'LOADING Redis is loading' }],
    [':42\r\n', { text: '42' }],
    ['$3\r\na\r\n\r\n', { text: 'a\r\n' }],
    ['$0\r\n\r\n', { text: '' }],
    ['$-1\r\n', { text: '' }],
    ['*2\r\n$10\r\nmaxclients\r\n$5\r\n10000\r\n', { text: 'maxclients\n10000' }],
    ['*0\r\n', { text: '' }],
    ['*2\r\n*1\r\n:1\r\n-ERR x\r\n', { text: '1\nERR x' }],
  ])('reads %j', (text, reply) => {
    expect(parse(text)).toEqual({ reply, next: text.length })
  })

  it('waits for the rest of what is cut anywhere', () => {
    const whole = '*2\r\n$10\r\nmaxclients\r\n$5\r\n10000\r\n'
    for (let length = 0; length < whole.length; length += 1) expect(parse(whole.slice(0, length))).toBeUndefined()
  })

  it.each([
    'HTTP/1.1 400 Bad Request\r\n',
    'SSH-2.0-OpenSSH\r\n',
    '$x\r\n',
    '*1e9\r\n',
    `${'*1\r\n'.repeat(50)}:1\r\n`,
    `+${'x'.repeat(70_000)}`,
  ])('throws on %j, which is no Redis', (text) => {
    expect(() => parse(text)).toThrow(/^not Redis/)
  })

  it('reads back any words that it would send', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 5 }), (words) => {
        const bytes = buildRedisCommand(words)
        expect(parseRedisReply(bytes)).toEqual({ reply: { text: words.join('\n') }, next: bytes.length })
      }),
    )
  })

  it('throws or waits on garbage, and never reads past the end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (garbage) => {
        let next = 0
        try {
          next = parseRedisReply(Buffer.from(garbage))?.next ?? 0
        } catch {}
        expect(next).toBeLessThanOrEqual(garbage.length)
      }),
    )
  })
})
