import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ssh } from '../../../src/ssh/create-ssh.ts'
import { createLocal } from '../../../src/ssh/local.ts'
import { runSections, section, sshTo } from '../../support/ssh-setup.ts'
import { type Sshd, startSshd } from '../../support/sshd.ts'

let sshd: Sshd
let ssh: Ssh
beforeAll(async () => {
  sshd = await startSshd()
  ssh = sshTo(sshd)
})
afterAll(async () => {
  await ssh.close()
  await sshd.stop()
})

const places: readonly (readonly [string, () => { readonly script: Ssh['script'] }])[] = [
  ['over ssh', () => ssh],
  ['locally', () => createLocal()],
]

describe.each(places)('script() %s', (_name, place) => {
  it('gives stdout, stderr and the exit status of each section apart', async () => {
    const settled = await runSections(place(), [
      section('a', 'echo out; echo err >&2; exit 3'),
      section('b', 'printf "no newline"'),
      section('c', 'nosuchcommand'),
    ])
    expect(settled.a?.outcome).toEqual({ kind: 'ran', output: { stdout: 'out\n', stderr: 'err\n', exit: 3 } })
    expect(settled.b?.outcome).toEqual({ kind: 'ran', output: { stdout: 'no newline', stderr: '', exit: 0 } })
    expect(settled.c?.outcome).toMatchObject({ kind: 'ran', output: { stdout: '', exit: 127 } })
  })

  it('settles a section beside the others while one that may hang still runs', async () => {
    const settled = await runSections(place(), [
      section('slow', 'echo one; sleep 0.5; echo two >&2; printf three; exit 7', { mayHang: true }),
      section('quick', 'echo done'),
    ])
    expect(Object.keys(settled)).toEqual(['quick', 'slow'])
    expect(settled.slow?.outcome).toEqual({ kind: 'ran', output: { stdout: 'one\nthree\n', stderr: 'two\n', exit: 7 } })
  })

  it('tells a section beside the others whole, and one that prints more than its limit by that', async () => {
    const lines = 'i=0; while [ $i -lt 500 ]; do echo "$i $i $i $i $i $i $i $i $i $i $i $i"; i=$((i + 1)); done'
    const settled = await runSections(place(), [
      section('long', lines, { mayHang: true }),
      section('quiet', 'echo out; echo err >&2; exit 3', { mayHang: true, isQuiet: true }),
      section('over', lines, { mayHang: true, limitBytes: 1000 }),
      section('over quietly', lines, { mayHang: true, isQuiet: true, limitBytes: 1000 }),
    ])
    const told = Array.from({ length: 500 }, (_, i) => `${Array(12).fill(i).join(' ')}\n`).join('')
    expect(settled.long?.outcome).toEqual({ kind: 'ran', output: { stdout: told, stderr: '', exit: 0 } })
    expect(settled.quiet?.outcome).toEqual({ kind: 'ran', output: { stdout: 'out\n', stderr: '', exit: 3 } })
    for (const id of ['over', 'over quietly'])
      expect(settled[id]?.outcome).toMatchObject({
        reason: 'output-limit',
        detail: `${id} printed more than 1000 bytes`,
      })
  })

  it('cuts off a section at its own timeout and runs the rest', async () => {
    const settled = await runSections(place(), [
      section('stuck', 'echo partial; sleep 60', { timeoutMs: 300 }),
      section('after', 'echo after'),
    ])
    expect(settled.stuck?.outcome).toMatchObject({ kind: 'unseen', reason: 'timed-out' })
    expect(settled.after?.outcome).toMatchObject({ kind: 'ran', output: { stdout: 'after\n' } })
  })
})
