import { describe, expect, it } from 'vitest'
import { frameScript, shellCommand } from './frame-script.ts'

const names = { nonce: '0123456789abcdef0123456789abcdef', tag: 'fedcba' }
const limitBytes = 1000

describe('frameScript()', () => {
  it('names the nonce once, outside of every section', () => {
    const script = frameScript(
      [
        { script: 'echo a', limitBytes },
        { script: 'echo b', limitBytes, mayHang: true },
      ],
      names,
    )
    expect(script.split(names.nonce)).toHaveLength(2)
  })

  it('starts what may hang before the rest, in the order given', () => {
    const script = frameScript(
      [
        { script: 'df', limitBytes, mayHang: true },
        { script: 'ss', limitBytes },
        { script: 'ps', limitBytes },
      ],
      names,
    )
    const calls = script.split('\n').filter((line) => /^s503_(?:back|fore)ground \d/.test(line))
    expect(calls).toEqual([
      's503_background 0 1000 df & s503_p="$s503_p $!:0"',
      's503_foreground 1 ss',
      's503_foreground 2 ps',
    ])
  })

  it('takes no standard error of a section where nobody reads it', () => {
    const script = frameScript([{ script: 'df', limitBytes, mayHang: true, isQuiet: true }], names)
    expect(script).toContain('\ns503_quiet 0 1000 df & s503_p="$s503_p $!:0"\n')
  })

  it('tells bash how many bytes it has', () => {
    const [first = '', ...lines] = frameScript([{ script: 'echo é', limitBytes }], names).split('\n')
    expect(first).toContain(`head -c ${Buffer.byteLength(lines.join('\n'))} `)
  })

  it('is one compound command, so that a part of it runs nothing', () => {
    const [, ...lines] = frameScript([{ script: 'echo }', limitBytes }], names).split('\n')
    expect([lines[0], ...lines.slice(-2)]).toEqual(['{', '}', ''])
  })

  it.each([
    ['a short nonce', { ...names, nonce: 'abc' }],
    ['a nonce with other characters', { ...names, nonce: `${names.nonce.slice(1)};` }],
    ['a tag with other characters', { ...names, tag: '$(x)' }],
  ])('refuses %s', (_name, wrong) => {
    expect(() => frameScript([], wrong)).toThrow(RangeError)
  })
})

describe('shellCommand()', () => {
  it('means the same to every login shell: no quotes, no expansion', () => {
    expect(shellCommand('abc')).toMatch(/^exec [\w/:=. -]+$/)
  })
})
