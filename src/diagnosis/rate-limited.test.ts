import { describe, expect, it } from 'vitest'
import { type Fact, found } from '../../test/support/found.ts'
import { type Shown, tellRule } from '../../test/support/tell-rule.ts'
import { rateLimited } from './rate-limited.ts'

const got = (status: number, program: string) => found('edge-unavailable', '', { status, program })
const some = (status: number, program: string) => found('edge-intermittent', '', { status, program })
const limit = (program: Fact<'config-makes-503', 'program'>, isLimit = true) =>
  found('config-makes-503', 'lb1', { program, isLimit })
const logged = found('proxy-limiting', 'lb1', { program: 'nginx', path: '/var/log/nginx/shop.log' })
const says = (meaning: string, program = 'cloud', certainty: Fact<'edge-responder', 'certainty'> = 'certain') =>
  found('edge-responder', '', { program, certainty, meaning })
const alone = { balancer: undefined }

const onHost = found('proxy-limiting', 'app1', { program: 'nginx', path: '/var/log/nginx/error.log' })
const refusedCheck = (checkCode: number, host = 'app1') =>
  found('server-down', host, { checkStatus: 'L7STS', checkCode })
const well = found('health-ok')

const cases: readonly Shown[] = [
  { name: 'nothing', findings: [] },
  { name: '429 from the application', findings: [some(429, 'app'), found('edge-rate-limited')], asked: 'all' },
  { name: '429 from HAProxy', findings: [got(429, 'haproxy'), says('a page', 'haproxy'), found('edge-rate-limited')] },
  {
    name: '429 from HAProxy, nobody balances',
    service: alone,
    findings: [got(429, 'haproxy'), found('edge-rate-limited')],
  },
  { name: '429 from somebody, nobody balances', service: alone, findings: [got(429, ''), found('edge-rate-limited')] },
  { name: '429 from somebody', findings: [got(429, ''), found('edge-rate-limited')] },
  { name: '429 and a log', findings: [got(429, 'nginx'), found('edge-rate-limited'), logged, limit('nginx')] },
  { name: '429 and a switch', findings: [got(429, 'nginx'), found('edge-rate-limited'), limit('nginx', false)] },
  { name: '503 from nginx with a log', findings: [got(503, 'nginx'), logged] },
  { name: '502 from nginx with a log', findings: [got(502, 'nginx'), logged] },
  { name: '503 from HAProxy with a log of nginx', findings: [got(503, 'haproxy'), logged] },
  { name: '503 from nginx with a limit', findings: [got(503, 'nginx'), limit('nginx')] },
  { name: '503 from nginx with a switch', findings: [got(503, 'nginx'), limit('nginx', false)] },
  { name: '503 from nginx with a limit of HAProxy', findings: [got(503, 'nginx'), limit('haproxy')] },
  { name: '503 from HAProxy with a limit', findings: [got(503, 'haproxy'), limit('haproxy')] },
  {
    name: '503 from HAProxy that denies',
    findings: [got(503, 'haproxy'), limit('haproxy'), found('frontend-denying', 'lb1')],
  },
  ...(['server-down', 'backend-down', 'health-failing', 'health-no-answer'] as const).map((id) => ({
    name: `503 from HAProxy with a limit, and ${id}`,
    findings: [got(503, 'haproxy'), limit('haproxy'), found(id)],
  })),
  { name: 'a cloud that says too many requests', findings: [got(503, 'cloud'), says('Too many requests')] },
  { name: 'a cloud that says ratelimit', findings: [got(503, 'cloud'), says('its ratelimit was hit')] },
  {
    name: 'a cloud that says rate limit while a server is down',
    findings: [got(503, 'cloud'), says('rate limit'), found('server-down')],
  },
  { name: 'a cloud that says something else', findings: [got(503, 'cloud'), says('no healthy host')] },
  {
    name: 'somebody who perhaps says rate limit',
    findings: [got(503, 'cloud'), says('rate limit', 'cloud', 'likely')],
  },
  {
    name: 'a page of nginx that may be a limit',
    findings: [got(503, 'nginx'), says('an upstream or a rate limit', 'nginx')],
  },
  {
    name: 'two who say it, one of them vaguely',
    findings: [got(503, 'cloud'), says('rate limit'), says('rate limit', 'cloud', 'likely')],
  },
  { name: 'users served', findings: [found('edge-served')] },
  { name: 'users served slowly', findings: [found('edge-slow')] },
  { name: 'health fine, no public URL', findings: [found('health-ok'), found('health-ok', 'app2')] },
  { name: '500', findings: [got(500, 'app')] },
  { name: '502 now and then', findings: [some(502, 'nginx')] },
  { name: 'no connection', findings: [found('edge-unavailable', '', { failure: 'refused' })] },
  { name: '429 that nothing tells of', findings: [got(429, 'app')] },
  { name: 'checks that a proxy on a host limits', findings: [refusedCheck(503), well, onHost], asked: 'all' },
  {
    name: 'checks limited on both hosts',
    findings: [refusedCheck(429), refusedCheck(503, 'app2'), well, found('health-ok', 'app2'), onHost],
    asked: 'all',
  },
  { name: 'a check that fails otherwise beside a limit', findings: [refusedCheck(500), well, onHost] },
  { name: 'a limited check of an application that is not well', findings: [refusedCheck(503), onHost] },
  { name: 'a limit on another host', findings: [refusedCheck(503, 'app2'), found('health-ok', 'app2'), onHost] },
  {
    name: 'limits on two hosts that users meet',
    findings: [got(503, 'nginx'), onHost, found('proxy-limiting', 'app2', { program: 'nginx' })],
  },
  { name: 'limited checks with 429, users served', findings: [found('edge-served'), refusedCheck(429), well, onHost] },
  {
    name: 'limited checks, and an answer of HAProxy',
    findings: [got(503, 'haproxy'), refusedCheck(503), well, onHost],
  },
  { name: 'a check without a code beside a limit', findings: [found('server-down'), well, onHost] },
]

describe('rateLimited', () => {
  it('says this of findings', async () => {
    await expect(tellRule(rateLimited, cases)).toMatchFileSnapshot('fixtures/rules/rate-limited.txt')
  })
})
