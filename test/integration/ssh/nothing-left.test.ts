import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { createLocal } from '../../../src/ssh/local.ts'
import { ancestorsOf, processesWith, uniqueNap, waitForProcess } from '../../support/host-processes.ts'
import { runSections, section, sshTo } from '../../support/ssh-setup.ts'
import { type SshdOptions, startSshd } from '../../support/sshd.ts'

const running: { stop(): unknown }[] = []
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop()
})

async function start(options: SshdOptions = {}) {
  const sshd = await startSshd(options)
  const ssh = sshTo(sshd)
  running.push(sshd, { stop: () => ssh.close() })
  return { sshd, ssh }
}

const stubborn: readonly (readonly [string, (nap: string) => string])[] = [
  ['a plain child', (nap) => `sleep ${nap}`],
  ['a child that ignores TERM and HUP', (nap) => `trap '' TERM HUP INT; sleep ${nap}; sleep ${nap}`],
  ['a child that left the process group', (nap) => `setsid sleep ${nap} & sleep ${nap}`],
  ['a pipeline of children', (nap) => `sleep ${nap} | sleep ${nap} | cat`],
  [
    'children of children',
    (nap) => `(sh -c "sleep ${nap}; true"; true) & (nohup sleep ${nap} >/dev/null 2>&1 &); sleep ${nap}`,
  ],
]

describe.each([true, false])('an aborted run (a section that may hang: %s)', (mayHang) => {
  it.each(stubborn)('leaves nothing of %s', async (_name, script) => {
    const { ssh } = await start()
    const nap = uniqueNap()
    const stop = new AbortController()
    const run = runSections(ssh, [section('a', script(nap), { mayHang })], { signal: stop.signal })
    await waitForProcess(nap)
    stop.abort()
    const settled = await run
    expect(settled.a?.outcome).toMatchObject({ kind: 'unseen', reason: 'aborted' })
    expect(processesWith(nap)).toEqual([])
  })
})

describe('nothing is left running', () => {
  it.each(stubborn)('after a section timed out: %s', async (_name, script) => {
    const { ssh } = await start()
    const nap = uniqueNap()
    const settled = await runSections(ssh, [
      section('front', script(nap), { timeoutMs: 300 }),
      section('beside', script(nap), { timeoutMs: 300, mayHang: true }),
      section('after', 'echo after'),
    ])
    expect(settled.front?.outcome).toMatchObject({ reason: 'timed-out' })
    expect(settled.beside?.outcome).toMatchObject({ reason: 'timed-out' })
    expect(settled.after?.outcome).toMatchObject({ output: { stdout: 'after\n' } })
    expect(processesWith(nap)).toEqual([])
  })

  it('when a section leaves a child that keeps stdout', async () => {
    const { ssh } = await start()
    const nap = uniqueNap()
    const startedAt = performance.now()
    const settled = await runSections(ssh, [section('a', `sleep ${nap} & echo a`), section('b', 'echo b')])
    expect(settled.a?.outcome).toMatchObject({ output: { stdout: 'a\n', exit: 0 } })
    expect(settled.b?.outcome).toMatchObject({ output: { stdout: 'b\n', exit: 0 } })
    expect(performance.now() - startedAt).toBeLessThan(20_000)
    await expect.poll(() => processesWith(nap), { timeout: 1000, interval: 10 }).toEqual([])
  })

  it('when the connection breaks in the middle', async () => {
    const { sshd, ssh } = await start()
    const nap = uniqueNap()
    const run = runSections(ssh, [section('a', `trap '' TERM HUP; setsid sleep ${nap} & sleep ${nap}`)])
    await waitForProcess(nap)
    const [session = ''] = processesWith(`sshd: ${sshd.user}@notty`).filter((line) => isChildOf(line, sshd.pid))
    process.kill(Number(session.split(' ')[0]), 'SIGKILL')
    expect((await run).a?.outcome).toMatchObject({
      kind: 'unseen',
      reason: 'unreachable',
      detail: expect.stringContaining('lost'),
    })
    await expect.poll(() => processesWith(nap), { timeout: 2000, interval: 10 }).toEqual([])
  })

  it('with a single session', async () => {
    const { ssh } = await start({ config: ['MaxSessions 1'] })
    const nap = uniqueNap()
    const stop = new AbortController()
    const run = runSections(ssh, [section('a', `trap '' TERM; sleep ${nap}`)], { signal: stop.signal })
    await waitForProcess(nap)
    stop.abort()
    await run
    expect(processesWith(nap)).toEqual([])
  })

  it('locally', async () => {
    const nap = uniqueNap()
    const stop = new AbortController()
    const run = runSections(createLocal(), [section('a', `trap '' TERM; setsid sleep ${nap} & sleep ${nap}`)], {
      signal: stop.signal,
    })
    await waitForProcess(nap)
    stop.abort()
    await run
    expect(processesWith(nap)).toEqual([])
  })

  it('before the run began', async () => {
    const { ssh } = await start()
    const settled = await runSections(ssh, [section('a', 'echo a')], { signal: AbortSignal.abort() })
    expect(settled.a?.outcome).toMatchObject({ kind: 'unseen', reason: 'aborted' })
  })

  it('while the connection is being opened', async () => {
    const { ssh } = await start()
    const stop = new AbortController()
    const run = runSections(ssh, [section('a', 'echo a')], { signal: stop.signal })
    await sleep(5)
    stop.abort()
    expect((await run).a?.outcome).toMatchObject({ kind: 'unseen', reason: 'aborted' })
  })
})

function isChildOf(line: string, parent: number): boolean {
  return ancestorsOf(Number(line.split(' ')[0])).includes(parent)
}
