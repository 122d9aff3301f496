import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src/report/report.ts'
import { startCommand } from '../support/command.ts'
import { createServiceFolder, keyLine } from '../support/service-folder.ts'
import { type Sshd, startSshd } from '../support/sshd.ts'

const folder = createServiceFolder()
let sshd: Sshd
let before: readonly string[]

beforeAll(async () => {
  sshd = await startSshd()
  folder.writeService({ ...sshd, knownHosts: keyLine(sshd.hostKeyFile, sshd.port) })
  before = listed()
})
afterAll(async () => {
  await sshd.stop()
  folder.remove()
})

/** What the tests themselves did not write: the command keeps its own compiled code below its home. */
const listed = () => readdirSync(folder.path).filter((name) => name !== 'evil.yml' && name !== '.cache')

const canary = join(folder.path, 'canary')
/** Every way into a shell that a name might take. */
const endings = [
  `;touch ${canary};`,
  `$(touch ${canary})`,
  `\`touch ${canary}\``,
  `'; touch ${canary}; '`,
  `"; touch ${canary}; "`,
  `\ntouch ${canary}\n`,
  `' $(touch ${canary}) "\n;touch ${canary} #`,
]
const onBoth = ['--host', 'local', '--host', 'app1', '--format', 'json']

/** Runs a check of this machine and of one over SSH; nothing may come of the name but a report or an error that names it. */
async function runNothing(args: readonly string[], services = '') {
  writeFileSync(join(folder.path, 'evil.yml'), services)
  const { exit, out, err } = await startCommand(['check', ...args], { folder: folder.path }).ended
  expect(existsSync(canary)).toBe(false)
  expect(listed()).toEqual(before)
  expect(err).not.toContain('    at ')
  expect(err).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/)
  const outcome = out === '' ? undefined : (JSON.parse(out) as Report).outcome
  return { exit, outcome, err }
}

const flags: Readonly<Record<string, (evil: string) => string>> = {
  '--unit': (evil) => `app${evil}`,
  '--port': (evil) => `80${evil}`,
  '--balancer': (evil) => `lb1${evil}`,
  '--url': (evil) => `http://127.0.0.1:1${evil}/`,
  '--health': (evil) => `http://127.0.0.1:1${evil}/`,
  '--database': (evil) => `postgres://x@db1${evil}/y`,
  '--dependency': (evil) => `tcp://mq1${evil}:1`,
}
/** One file with the name everywhere: all its errors are shown at once. */
const servicesWith = (evil: string) => `ssh:
  hosts:
    app1: { address: ${evil}, user: ${evil}, jump: ${evil} }
services:
  ${evil}: { hosts: [local] }
  a: { hosts: [local, ${evil}], unit: ${evil}, balancer: { host: ${evil} } }
`

describe.each(endings)('503 check runs nothing of %j', (evil) => {
  it('in flags, and names every flag that is wrong', async () => {
    const given = Object.entries(flags).flatMap(([flag, value]) => [flag, value(evil)])
    const { exit, err } = await runNothing([...onBoth, ...given, '--host', `app1${evil}`])
    expect(exit).toBe(64)
    for (const flag of [...Object.keys(flags), '--host']) expect(err).toContain(`${flag} `)
  })

  it('as the name of a service or of a step', async () => {
    expect(await runNothing([`api${evil}`])).toMatchObject({ exit: 64, err: expect.stringContaining('api') })
    const step = await runNothing(['--host', 'local', '--only', `edge${evil}`])
    expect(step).toMatchObject({ exit: 64, err: expect.stringContaining('as a step') })
  })

  it('in a path or the path of a URL, which are taken as they are or refused', async () => {
    const given = ['--deploy', `/srv/app${evil}`, '--health', `http://127.0.0.1:1/${encodeURI(evil)}`]
    const { exit, outcome } = await runNothing([...onBoth, ...given])
    expect([64, 1, 2]).toContain(exit)
    expect(outcome).not.toBe('healthy')
  })

  it('in services.yml, and says where each is', async () => {
    const { exit, err } = await runNothing(['a', '--config', 'evil.yml'], servicesWith(JSON.stringify(`app${evil}`)))
    expect(exit).toBe(78)
    expect(err.match(/^evil\.yml:\d+:\d+ /gm)?.length).toBeGreaterThanOrEqual(7)
    for (const key of ['address', 'user', 'jump', 'hosts', 'unit', 'balancer.host']) expect(err).toContain(key)
  })
})
