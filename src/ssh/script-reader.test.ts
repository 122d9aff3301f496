import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ReadSection } from './collected-sections.ts'
import { createScriptReader, type ScriptEvent } from './script-reader.ts'

// Does not overlap with itself: what precedes a frame cannot begin one.
const nonce = '00112233445566778899aabbccddeeff'
const front: ReadSection = { limitBytes: 1000 }
const beside: ReadSection = { limitBytes: 1000, mayHang: true }

/** Feeds a reader and gives what it said; `~` stands for the nonce. */
function read(
  sections: readonly ReadSection[],
  chunks: { readonly out?: readonly string[]; readonly err?: readonly string[] },
) {
  const events: ScriptEvent[] = []
  const reader = createScriptReader(sections, {
    nonce,
    limitLines: 10,
    limitNoiseBytes: 100,
    onEvent: (event) => events.push(event),
  })
  for (const text of chunks.out ?? []) reader.stdout(Buffer.from(text.replaceAll('~', nonce)))
  for (const text of chunks.err ?? []) reader.stderr(Buffer.from(text.replaceAll('~', nonce)))
  return { events, reader }
}

const ended = (index: number, stdout: string, stderr = '', exit = 0): ScriptEvent => ({
  kind: 'ended',
  index,
  output: { stdout, stderr, exit },
})

const cases: readonly [
  string,
  readonly ReadSection[],
  { out?: readonly string[]; err?: readonly string[] },
  readonly ScriptEvent[],
][] = [
  ['gives the shell and its group', [front], { out: ['~s 12 12\n'] }, [{ kind: 'started', pid: 12, group: 12 }]],
  [
    'has no group where /proc tells none',
    [front],
    { out: ['~s 12 \n'] },
    [{ kind: 'started', pid: 12, group: undefined }],
  ],
  [
    'settles a section when both streams have ended',
    [front],
    { out: ['~s 1 1\nhi\n~e 0 3\n'], err: ['~s 1 1\noops\n~e 0 3\n'] },
    [{ kind: 'started', pid: 1, group: 1 }, ended(0, 'hi\n', 'oops\n', 3)],
  ],
  [
    'does not settle a section of which one stream is missing',
    [front],
    { out: ['~s 1 1\nhi\n~e 0 0\n'], err: ['~s 1 1\nhalf'] },
    [{ kind: 'started', pid: 1, group: 1 }],
  ],
  [
    'ignores the noise of login files',
    [front],
    { out: ['welcome\n~s 1 1\nhi~e 0 0\n'], err: ['warning\n~s 1 1\n~e 0 0\n'] },
    [{ kind: 'started', pid: 1, group: 1 }, ended(0, 'hi')],
  ],
  [
    'takes frames of the background out of what the foreground prints',
    [front, beside],
    {
      out: ['~s 1 1\nab~o 1 one\nc~O 1 two\nd\n~p 1 err\n~x 1 4\n~z 1\n~e 0 0\n'],
      err: ['~s 1 1\n~e 0 0\n'],
    },
    [{ kind: 'started', pid: 1, group: 1 }, ended(1, 'one\ntwo', 'err\n', 4), ended(0, 'abcd\n')],
  ],
  [
    'keeps a background section open until all it printed is told',
    [beside],
    { out: ['~s 1 1\n~o 0 hi\n~x 0 0\n'] },
    [{ kind: 'started', pid: 1, group: 1 }],
  ],
  [
    'gives up a background section that its host has stopped',
    [beside, beside],
    { out: ['~s 1 1\n~y 0\n~o 1 hi\n~x 1 0\n~z 1\n~x 0 0\n~z 0\n'] },
    [
      { kind: 'started', pid: 1, group: 1 },
      { kind: 'over-limit', index: 0, detail: 'printed more than 1000 bytes', isOver: true },
      ended(1, 'hi\n'),
    ],
  ],
  [
    'does not believe an end out of turn',
    [front, front],
    { out: ['~s 1 1\na\n~e 1 0\n'], err: ['~s 1 1\n~e 1 0\n'] },
    [{ kind: 'started', pid: 1, group: 1 }],
  ],
  [
    'gives up a section over its bytes and keeps nothing of it',
    [front],
    { out: [`~s 1 1\n${'x'.repeat(1001)}~e 0 0\n`], err: ['~s 1 1\n~e 0 0\n'] },
    [
      { kind: 'started', pid: 1, group: 1 },
      { kind: 'over-limit', index: 0, detail: 'printed more than 1000 bytes' },
    ],
  ],
  [
    'counts stdout and stderr together',
    [front],
    { out: [`~s 1 1\n${'x'.repeat(600)}`], err: [`~s 1 1\n${'x'.repeat(600)}`] },
    [
      { kind: 'started', pid: 1, group: 1 },
      { kind: 'over-limit', index: 0, detail: 'printed more than 1000 bytes' },
    ],
  ],
  [
    'gives up a background section over its lines',
    [beside],
    { out: [`~s 1 1\n${'~o 0 x\n'.repeat(11)}`] },
    [
      { kind: 'started', pid: 1, group: 1 },
      { kind: 'over-limit', index: 0, detail: 'printed more than 10 lines' },
    ],
  ],
  [
    'says once that there is too much noise',
    [front],
    { out: ['x'.repeat(60), 'x'.repeat(60), 'x'.repeat(60)] },
    [{ kind: 'noisy' }],
  ],
  [
    'cleans control characters, colours and CRLF',
    [front],
    { out: ['~s 1 1\n\u001b[31mred\u001b[0m\r\n\u0000\u0007~e 0 0\n'], err: ['~s 1 1\n~e 0 0\n'] },
    [{ kind: 'started', pid: 1, group: 1 }, ended(0, 'red\n')],
  ],
  [
    'ignores frames it does not know',
    [front],
    { out: ['~s 1 1\n~? 9\n~e\n~x 99 0\n~z 99\n~o 99 x\n~y 99\nhi~e 0 0\n'], err: ['~s 1 1\n~e 0 0\n'] },
    [{ kind: 'started', pid: 1, group: 1 }, ended(0, 'hi')],
  ],
]

describe('createScriptReader()', () => {
  it.each(cases)('%s', (_name, sections, chunks, expected) => {
    expect(read(sections, chunks).events).toEqual(expected)
  })

  it('does not wait for ever for the end of what looks like a frame', () => {
    const { events } = read([{ limitBytes: 100_000 }], {
      out: [`~s 1 1\n~${'x'.repeat(20_000)}`, '\n~e 0 0\n'],
      err: ['~s 1 1\n~e 0 0\n'],
    })
    expect(events.at(-1)).toMatchObject({ kind: 'ended', output: { stdout: `${nonce}${'x'.repeat(20_000)}\n` } })
  })

  it('knows the current section, the noise before it, and its last words', () => {
    const { reader } = read([front, front], {
      out: ['hello\n~s 1 1\n~e 0 0\n'],
      err: ['~s 1 1\n~e 0 0\nCannot fork\n'],
    })
    expect([reader.current(), reader.noise(), reader.lastWords()]).toEqual([1, 'hello', 'Cannot fork'])
  })

  const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array))
  const likeFrames = fc
    .constantFrom('e 0 0\n', `${nonce.slice(0, 31)}\n`, nonce.slice(16), 'é', '\n')
    .map((text) => Buffer.from(text))
  const payload = fc.array(fc.oneof(bytes, likeFrames), { maxLength: 6 }).map((parts) => Buffer.concat(parts))

  it('gives the same whatever the packets are', () => {
    fc.assert(
      fc.property(
        payload,
        payload,
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }),
        (first, second, sizes) => {
          fc.pre(!Buffer.concat([first, second]).includes(nonce))
          const stream = Buffer.concat([
            Buffer.from(`noise${nonce}s 7 7\n`),
            first,
            Buffer.from(`${nonce}e 0 1\n`),
            second,
            Buffer.from(`${nonce}e 1 2\n`),
          ])
          const run = (split: (bytes: Buffer) => readonly Buffer[]): readonly ScriptEvent[] => {
            const events: ScriptEvent[] = []
            const reader = createScriptReader([{ limitBytes: 10_000 }, { limitBytes: 10_000 }], {
              nonce,
              limitLines: 10_000,
              limitNoiseBytes: 100,
              onEvent: (event) => events.push(event),
            })
            reader.stderr(Buffer.from(`${nonce}s 7 7\n${nonce}e 0 1\n${nonce}e 1 2\n`))
            for (const chunk of split(stream)) reader.stdout(chunk)
            return events
          }
          const whole = run((all) => [all])
          expect(whole.filter(({ kind }) => kind === 'ended')).toHaveLength(2)
          expect(run((all) => cutUp(all, sizes))).toEqual(whole)
        },
      ),
    )
  })
})

function cutUp(all: Buffer, sizes: readonly number[]): readonly Buffer[] {
  const chunks: Buffer[] = []
  for (let from = 0, turn = 0; from < all.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1
    chunks.push(all.subarray(from, from + size))
    from += size
  }
  return chunks
}
