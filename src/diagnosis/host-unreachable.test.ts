import { describe, expect, it } from 'vitest'
import { found } from '../../test/support/found.ts'
import { type Shown, tellRule } from '../../test/support/tell-rule.ts'
import { hostUnreachable } from './host-unreachable.ts'

const unseen = (host: string) => found('unseen', host, {}, { weight: 'unseen' })
const served = found('edge-served')
const one = { hosts: ['app1'] }
const seen = (...hosts: readonly string[]) => hosts.map((host) => found('load-ok', host))

const cases: readonly Shown[] = [
  { name: 'nothing', findings: [] },
  {
    name: 'one unreachable, and the balancer calls it down',
    unreachable: ['app1'],
    findings: [served, unseen('app1'), unseen('app2'), found('server-down')],
    asked: 'all',
  },
  {
    name: 'one unreachable, and the balancer cannot connect',
    unreachable: ['app1'],
    findings: [served, unseen('app1'), found('balancer-cannot-connect')],
  },
  {
    name: 'one unreachable, and the balancer calls the other down',
    unreachable: ['app1'],
    findings: [served, unseen('app1'), found('server-down', 'app2')],
  },
  { name: 'one unreachable, and users are served', unreachable: ['app1'], findings: [served, unseen('app1')] },
  {
    name: 'one unreachable, and some users are not',
    unreachable: ['app1'],
    findings: [found('edge-intermittent'), unseen('app1')],
  },
  {
    name: 'one unreachable, and users are not',
    unreachable: ['app1'],
    findings: [found('edge-unavailable'), unseen('app1')],
  },
  { name: 'one unreachable, and nobody knows of users', unreachable: ['app1'], findings: [unseen('app1')] },
  ...(['server-up', 'balancer-connects'] as const).flatMap((id) => [
    {
      name: `one unreachable, ${id}, users served`,
      unreachable: ['app1'],
      findings: [served, unseen('app1'), found(id)],
    },
    {
      name: `one unreachable, ${id}, some users not served`,
      unreachable: ['app1'],
      findings: [found('edge-intermittent'), unseen('app1'), found(id)],
    },
    {
      name: `one unreachable, ${id}, users not served`,
      unreachable: ['app1'],
      findings: [found('edge-unavailable'), unseen('app1'), found(id)],
    },
    {
      name: `one unreachable, ${id} on the other`,
      unreachable: ['app1'],
      findings: [served, unseen('app1'), found(id, 'app2')],
    },
  ]),
  {
    name: 'both unreachable, one called down',
    unreachable: ['app1', 'app2'],
    findings: [unseen('app1'), unseen('app2'), found('server-down', 'app2')],
  },
  {
    name: 'both unreachable, both called down',
    unreachable: ['app1', 'app2'],
    findings: [unseen('app1'), unseen('app2'), found('server-down'), found('server-down', 'app2')],
    asked: 'all',
  },
  { name: 'the balancer unreachable', unreachable: ['lb1'], findings: [unseen('lb1')] },

  { name: 'both seen', findings: seen('app1', 'app2') },
  { name: 'one seen', findings: seen('app1') },
  { name: 'the only one seen', service: one, findings: seen('app1') },
  ...(['load-high', 'memory-ok', 'memory-high', 'disk-ok'] as const).map((id) => ({
    name: `the only one seen by ${id}`,
    service: one,
    findings: [found(id)],
  })),
  { name: 'no host', service: { hosts: [] }, findings: seen('app1') },
]

describe('hostUnreachable', () => {
  it('says this of findings', async () => {
    await expect(tellRule(hostUnreachable, cases)).toMatchFileSnapshot('fixtures/rules/host-unreachable.txt')
  })
})
