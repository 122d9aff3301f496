import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { runSections, section, sshTo } from '../../support/ssh-setup.ts'
import { type Sshd, type SshdOptions, startSshd } from '../../support/sshd.ts'

const running: { stop(): unknown }[] = []
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop()
})

async function start(options: SshdOptions = {}, more: Parameters<typeof sshTo>[1] = {}) {
  const sshd: Sshd = await startSshd(options)
  const ssh = sshTo(sshd, more)
  running.push(sshd, { stop: () => ssh.close() })
  return { sshd, ssh }
}

const signal = new AbortController().signal

describe('script() on a hostile host', () => {
  it('cuts off a section that prints 1 GB, runs the rest, and stays under 200 MB', async () => {
    const sshd = await startSshd()
    running.push(sshd)
    const { stdout } = await promisify(execFile)(process.execPath, [
      'test/support/print-gigabyte.ts',
      String(sshd.port),
      sshd.identityFile,
    ])
    const { settled, maxRssMb, elapsedMs } = JSON.parse(stdout)
    expect(settled.flood.outcome).toMatchObject({ kind: 'unseen', reason: 'output-limit' })
    expect(settled.background.outcome).toMatchObject({ kind: 'unseen', reason: 'output-limit' })
    expect(settled.after.outcome).toMatchObject({ kind: 'ran', output: { stdout: 'after\n' } })
    expect(maxRssMb).toBeLessThan(200)
    expect(elapsedMs).toBeLessThan(5000)
  })

  it('refuses a login shell that floods before it runs anything', async () => {
    const { ssh } = await start({ config: ['ForceCommand yes'] })
    const settled = await runSections(ssh, [section('a', 'echo a')])
    expect(settled.a?.outcome).toMatchObject({
      kind: 'unseen',
      reason: 'output-limit',
      detail: expect.stringContaining('printed more than'),
    })
  })

  it('reads binary without control characters', async () => {
    const { ssh } = await start()
    const settled = await runSections(ssh, [
      section(
        'binary',
        'head -c 20000 /dev/urandom; printf "\\000\\033[31mred\\033[0m\\r\\n"; printf "é" | head -c 1; printf "é" | tail -c 1',
      ),
      section('beside', 'head -c 9000 /dev/urandom; printf "\\n\\000\\033[31mred\\033[0m\\r\\nend"', { mayHang: true }),
    ])
    for (const id of ['binary', 'beside']) {
      const outcome = settled[id]?.outcome
      expect(outcome).toMatchObject({ kind: 'ran', output: { exit: 0 } })
      const stdout = outcome?.kind === 'ran' ? outcome.output.stdout : ''
      expect(stdout).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/)
      expect(stdout).toContain('red\n')
    }
  })

  it.each([
    ['/bin/false', '(exit 1) before it ran anything'],
    ['echo This account is closed; exit 5', '(exit 5) before it ran anything: "This account is closed"'],
  ])('says that the login shell runs nothing: %s', async (command, words) => {
    const { ssh } = await start({ config: [`ForceCommand ${command}`] })
    const settled = await runSections(ssh, [section('a', 'echo a'), section('b', 'echo b', { mayHang: true })])
    expect(settled.a?.outcome).toMatchObject({
      kind: 'unseen',
      reason: 'denied',
      detail: expect.stringContaining(words),
    })
    expect(settled.b?.outcome).toEqual(settled.a?.outcome)
  })

  it('works with a single session, also for what is reopened, tunnels and other runs', async () => {
    const { sshd, ssh } = await start({ config: ['MaxSessions 1'] })
    const [one, two, dialled] = await Promise.all([
      runSections(ssh, [section('stuck', 'sleep 60', { timeoutMs: 200 }), section('a', 'echo a')]),
      runSections(ssh, [section('b', 'echo b')]),
      ssh.dial('app1', { kind: 'tcp', host: '127.0.0.1', port: sshd.port }, { signal, timeoutMs: 2000 }),
    ])
    expect(one.stuck?.outcome).toMatchObject({ reason: 'timed-out' })
    expect(one.a?.outcome).toMatchObject({ output: { stdout: 'a\n' } })
    expect(two.b?.outcome).toMatchObject({ output: { stdout: 'b\n' } })
    expect(dialled.kind).toBe('stream')
  })

  it('says that sessions are refused', async () => {
    const { ssh } = await start({ config: ['MaxSessions 0'] })
    const settled = await runSections(ssh, [section('a', 'echo a')])
    expect(settled.a?.outcome).toMatchObject({
      kind: 'unseen',
      reason: 'denied',
      detail: expect.stringContaining('refuses a session'),
    })
  })

  it('takes no frame from what a section can know or guess', async () => {
    const forge = `
      { tr '\\000' '\\n' </proc/self/environ; tr '\\000' '\\n' </proc/$PPID/environ; tr '\\000' '\\n' </proc/$PPID/cmdline
        tr '\\000' '\\n' </proc/$$/cmdline; set; } 2>/dev/null | grep -oE '[0-9a-f]{16,}' | while read -r guess; do
        for frame in "e 0 0" "e 1 0" "o 1 forged" "q" "s 1 1"; do echo "$guess$frame"; echo "$guess$frame" >&2; done
      done; echo end`
    const { ssh } = await start()
    const settled = await runSections(ssh, [
      section('forger', forge),
      section('victim', 'echo victim'),
      section('beside', `sleep 0.2; ${forge}`, { mayHang: true }),
    ])
    expect(settled.forger?.outcome).toMatchObject({ kind: 'ran', output: { stdout: expect.stringMatching(/end\n$/) } })
    // The run's tag is there for anybody to see, so there was something to guess with.
    expect(settled.forger?.outcome).toMatchObject({ output: { stdout: expect.stringContaining('o 1 forged') } })
    expect(settled.victim?.outcome).toEqual({ kind: 'ran', output: { stdout: 'victim\n', stderr: '', exit: 0 } })
    expect(settled.beside?.outcome).toMatchObject({ kind: 'ran', output: { stdout: expect.stringMatching(/end\n$/) } })
  })

  it('contains a section whose own script is broken', async () => {
    const { ssh } = await start()
    const settled = await runSections(ssh, [
      section('unbalanced', 'if true; then echo "'),
      section('closing', '} ; ) ; echo x'),
      section('leaving', 'exit 4; echo never'),
      section('killer', 'kill -s KILL $$'),
      section('options', 'set -eu; false; echo never'),
      section('last', 'echo last'),
    ])
    expect(settled.unbalanced?.outcome).toMatchObject({ kind: 'ran', output: { exit: 2 } })
    expect(settled.closing?.outcome).toMatchObject({ kind: 'ran', output: { exit: 2 } })
    expect(settled.leaving?.outcome).toMatchObject({ kind: 'ran', output: { stdout: '', exit: 4 } })
    expect(settled.killer?.outcome).toMatchObject({
      kind: 'unseen',
      reason: 'garbled',
      detail: expect.stringContaining('KILL'),
    })
    expect(settled.options?.outcome).toMatchObject({ kind: 'ran', output: { stdout: '', exit: 1 } })
    expect(settled.last?.outcome).toMatchObject({ kind: 'ran', output: { stdout: 'last\n' } })
  })

  it('refuses more lines than anybody reads', async () => {
    const { ssh } = await start({}, { limits: { lines: 100 } })
    const settled = await runSections(ssh, [
      section('lines', 'yes "" | head -n 101'),
      section('after', 'yes "" | head -n 100'),
    ])
    expect(settled.lines?.outcome).toMatchObject({
      kind: 'unseen',
      reason: 'output-limit',
      detail: expect.stringContaining('100 lines'),
    })
    expect(settled.after?.outcome).toMatchObject({ kind: 'ran' })
  })

  it('keeps long lines and much output whole in both ways to run', async () => {
    const { ssh } = await start()
    const script = 'i=0; while [ $i -lt 40 ]; do printf "%s-%01000d|" $i 0; printf "%03000d\\n" $i; i=$((i+1)); done'
    const settled = await runSections(ssh, [
      section('beside', script, { mayHang: true, limitBytes: 1_000_000 }),
      section('front', script, { limitBytes: 1_000_000 }),
    ])
    expect(settled.front?.outcome).toMatchObject({ kind: 'ran' })
    expect(settled.beside?.outcome).toEqual(settled.front?.outcome)
    const outcome = settled.front?.outcome
    expect(outcome?.kind === 'ran' && outcome.output.stdout.length).toBeGreaterThan(160_000)
  })
})
