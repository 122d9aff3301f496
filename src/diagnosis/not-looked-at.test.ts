import { describe, expect, it } from 'vitest'
import { found } from '../../test/support/found.ts'
import { listNotLookedAt } from './not-looked-at.ts'

const command = 'sudo usermod -aG adm probe'
const gap = (host: string, commandAt: 'host' | 'here', more: object = {}) =>
  found(
    'unseen',
    host,
    { what: 'log', detail: 'denied', fix: `read it: ${command}`, command, commandAt, ...more },
    { weight: 'unseen' },
  )

describe('listNotLookedAt()', () => {
  it.each([
    ['a host', [gap('app1', 'host')], `read it: ssh -t app1 ${command}`],
    ['several hosts', [gap('app1', 'host'), gap('app2', 'host')], `read it (the same on app2): ssh -t app1 ${command}`],
    ['this machine as a host', [gap('local', 'host')], `read it: ${command}`],
    ['the machine that looked', [gap('app1', 'here')], `read it: ${command}`],
    ['a host that is no name', [gap('-oProxyCommand=x', 'host')], 'read it'],
    ['a fix in words', [gap('app1', 'host', { command: '', fix: 'grant it' })], 'grant it'],
  ])('of %s tells how to close the gap', (_name, findings, fix) => {
    const [told] = listNotLookedAt(findings)
    expect(told?.fix).toBe(fix)
    expect(told?.command === undefined || fix.endsWith(told.command)).toBe(true)
    expect(told?.command === undefined).toBe(!fix.includes('usermod'))
  })

  it('has no fix where nobody knows one', () => {
    expect(listNotLookedAt([gap('app1', 'host', { command: '', fix: '' })])).toEqual([
      { what: 'log on app1', why: 'denied' },
    ])
  })
})
