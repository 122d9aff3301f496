import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { Report } from '../../src/report/report.ts'
import { createAccount, isRoot } from '../support/account.ts'
import { runCheck, startCommand } from '../support/command.ts'
import { behaviours, startPeer } from '../support/peers.ts'
import { createServiceFolder, keyLine } from '../support/service-folder.ts'
import { startSshd } from '../support/sshd.ts'

const folder = createServiceFolder()
const running: { stop(): unknown }[] = []
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop()
})
afterAll(() => folder.remove())

/** Ignores what it can, leaves the process group, and prints. */
const stubborn =
  '#!/bin/sh\ntrap "" TERM HUP INT\n(setsid sleep 600 >/dev/null 2>&1 &)\nyes 503 >/dev/null &\nsleep 600; sleep 600\n'

async function startHangingHost() {
  const account = createAccount('/bin/sh')
  running.push(account)
  const sshd = await startSshd({ user: account.name, programs: { '/usr/bin/df': stubborn, '/usr/bin/ss': stubborn } })
  running.push(sshd)
  folder.writeService({ ...sshd, knownHosts: keyLine(sshd.hostKeyFile, sshd.port) })
  return account
}

const isHanging = (processes: readonly string[]) => processes.filter((line) => line.includes('sleep 600')).length > 2

describe.runIf(isRoot)('503 check leaves nothing running on the host', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 130],
    ['SIGHUP', null],
    ['SIGKILL', null],
  ] as const)('after %s', async (signal, exit) => {
    const account = await startHangingHost()
    const { child, ended } = startCommand(['check', 'api-prod', '--format', 'json'], { folder: folder.path })
    await expect.poll(() => isHanging(account.processes()), { timeout: 15_000, interval: 20 }).toBe(true)
    child.kill(signal)
    const { exit: status, out } = await ended
    expect(status).toBe(exit)
    await expect.poll(() => account.processes(), { timeout: 10_000 }).toEqual([])
    if (exit === 130) expectStopped(out)
  })

  it('after the run’s limit', async () => {
    const account = await startHangingHost()
    const { report, exit, elapsedMs } = await runCheck(['api-prod', '--timeout', '2500ms'], { folder: folder.path })
    expect([exit, report.outcome]).toEqual([2, 'inconclusive'])
    expect(report.durationMs).toBeLessThan(3000)
    expect(elapsedMs).toBeLessThan(8000)
    expect(report.diagnosis.notLookedAt.map(({ why }) => why).join()).toContain("run's limit of 2.5 s")
    await expect.poll(() => account.processes(), { timeout: 10_000 }).toEqual([])
  })

  it('after sections that hang, and the rest is seen', async () => {
    const account = await startHangingHost()
    const { report } = await runCheck(['api-prod'], { folder: folder.path })
    const outcomes = Map.groupBy(report.judgedFrom.readings, ({ outcome }) => outcome.kind)
    expect(outcomes.get('seen')?.map(({ probe }) => probe)).toEqual(expect.arrayContaining(['load', 'memory', 'host']))
    const disk = report.judgedFrom.readings.find(({ probe }) => probe === 'disk')
    expect(disk?.outcome).toMatchObject({ kind: 'unseen', reason: 'timed-out' })
    expect(report.outcome).toBe('inconclusive')
    await expect.poll(() => account.processes(), { timeout: 10_000 }).toEqual([])
  })
})

function expectStopped(out: string): void {
  const report = JSON.parse(out) as Report
  expect(report.outcome).not.toBe('healthy')
  expect(report.diagnosis.notLookedAt.map(({ why }) => why).join()).toContain('the run was stopped')
}

describe('503 check with a dead host among several', () => {
  it('spends that host’s own timeout, and the others are seen at once', async () => {
    const sshd = await startSshd()
    const peer = await startPeer(behaviours.silent)
    running.push(sshd, peer)
    const hosts = `    dead: { address: 127.0.0.1, port: ${peer.port} }\n    app2: { address: 127.0.0.1, port: ${sshd.port} }\n`
    const knownHosts = keyLine(sshd.hostKeyFile, sshd.port)
    folder.writeService({ ...sshd, knownHosts }, { hosts, service: '    balancer: { host: dead }\n' })
    const { report, exit, firstLineMs } = await runCheck(['api-prod'], { folder: folder.path })
    const { readings } = report.judgedFrom
    const startedAt = Date.parse(report.startedAt)
    const seen = readings.filter(({ outcome }) => outcome.kind === 'seen')
    expect(new Set(seen.map(({ host }) => host))).toEqual(new Set(['app1']))
    expect(Math.max(...seen.map(({ at, durationMs }) => Date.parse(at) + durationMs - startedAt))).toBeLessThan(5000)
    expect(report.durationMs).toBeLessThan(8000)
    expect(firstLineMs).toBeLessThan(3000)
    expect([exit, report.outcome]).toEqual([2, 'inconclusive'])
    expect(report.diagnosis.notLookedAt[0]?.why).toContain('accepts connections but says nothing')
  })
})
