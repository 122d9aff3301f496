import { describe, expect, it } from 'vitest'
import * as f from '../../../test/support/faults.ts'
import { haproxy503, nginx503, page } from '../../../test/support/healthy-values.ts'
import { misses, sees, serviceOf } from '../../../test/support/readings.ts'
import { type Judged, tellJudged } from '../../../test/support/tell-judged.ts'
import type { BalancerConfigValue } from '../../probe/balancer-config.ts'
import type { ProxyLogValue } from '../../probe/proxy-log.ts'

const asked = (...tries: readonly Parameters<typeof f.health>[1][]) =>
  sees('edge', 'bot', (value) => ({ ...value, tries }))
const onBalancer = (...tries: readonly Parameters<typeof f.health>[1][]) =>
  sees('edge', 'lb1', (value) => ({ ...value, tries }))
const log = (program: ProxyLogValue['program'], ...lines: readonly string[]) =>
  sees('proxy-log', 'lb1', { program, path: '/var/log/x.log', lines })
const config = (parts: Partial<BalancerConfigValue>, host = 'lb1') =>
  sees('balancer-config', host, (value) => ({ ...value, ...parts }))
const line = (text: string, file = '/etc/nginx/x.conf') => ({ makes503: [{ file, line: text }] })
const { balancer: _balancer, ...unbalanced } = serviceOf()
const nginx429 = {
  ...nginx503(),
  status: 429,
  statusText: 'Too Many Requests',
  body: nginx503().body.replaceAll('503 Service Temporarily Unavailable', '429 Too Many Requests'),
}

const answers: readonly Judged[] = [
  ['an error of HAProxy', [asked(haproxy503(), haproxy503())]],
  ['an error of nginx, asked once', [asked(nginx503())]],
  ['an error of nobody in particular', [asked(page(502, { statusText: 'Bad Gateway' }))]],
  ['no answer', [asked(f.noAnswer, f.noAnswer)]],
  ['no answer, then an error', [asked(f.failed('refused'), haproxy503())]],
  ['an error now and then', [asked(page(200), haproxy503(), page(200))]],
  ['errors of two kinds', [asked(page(500), page(200), page(503))]],
  ['no try at all', [asked()]],
  ['too many requests, says nginx', [asked(nginx429, nginx429)]],
  ['too many requests, says somebody', [asked(page(429))]],
  ['too many requests now and then', [asked(page(503), page(429), page(200))]],
  ['too many requests after no answer', [asked(f.noAnswer, nginx429)]],
  ['too many requests, says another', [asked(haproxy503(), nginx429)]],
  ['an answer that is no answer', [asked(page(0))]],
  ['an answer just in time', [asked(page(200, { firstByteMs: 2999 }))]],
  ['a late answer', [asked(page(200), page(204, { firstByteMs: 3000 }))]],
  ['a refusal', [asked(page(404))]],
  ['an error that the balancer itself gets, too', [asked(haproxy503()), onBalancer(haproxy503())]],
  ['an error that the balancer itself does not get', [asked(haproxy503()), onBalancer(page(200))]],
  ['an error, and nothing tried on the balancer', [asked(haproxy503()), onBalancer()]],
  ['an error, and the balancer without forwarding', [asked(haproxy503())], undefined, 'lb1'],
  [
    'an error, and the balancer closed to us',
    [asked(haproxy503()), misses('edge', 'lb1', { reason: 'denied', detail: 'x' })],
  ],
]

const refusedLine =
  '2026/03/02 09:59:00 [error] 7#7: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 1.2.3.4'
const limitLine = '2026/03/02 09:59:30 [error] 7#7: *1 limiting requests, excess: 5.1 by zone "one", client: 1.2.3.4'
const timeoutLine =
  '2026/03/02 09:59:40 [error] 7#7: *1 upstream timed out (110: Connection timed out) while connecting to upstream, client: 1.2.3.4'
const manyKinds = [
  'no live upstreams while connecting to upstream',
  'connect() failed (111: Connection refused) while connecting to upstream',
  'upstream server temporarily disabled while connecting to upstream',
  'upstream prematurely closed connection while reading response header',
  'upstream sent too big header',
  'limiting connections by zone "c"',
  'limiting requests, excess: 5.1 by zone "r"',
  'no live upstreams while connecting to upstream, again',
].map((text, index) => `2026/03/02 09:59:0${index} [error] 7#7: *1 ${text}`)
const haproxyLine = (at: string, state: string) =>
  `Mar  2 ${at} lb1 haproxy[7]: 10.0.0.1:5 [02/Mar/2026:${at}.000] http web/<NOSRV> 0/-1/-1/-1/0 503 217 - - ${state} 1/1/0/0/0 0/0 "GET / HTTP/1.1"`

const proxies: readonly Judged[] = [
  ['a known line of nginx', [log('nginx', refusedLine)]],
  ['a line of a limit', [log('nginx', limitLine)]],
  ['known lines and one from long ago', [log('nginx', refusedLine.replace('09:59', '09:30'), limitLine, timeoutLine)]],
  ['a line that came twice', [log('nginx', refusedLine, refusedLine.replace('*1', '*2'))]],
  ['a line of HAProxy', [log('haproxy', haproxyLine('09:59:00', 'SC--'))]],
  ['a line of HAProxy in the log of nginx', [log('nginx', haproxyLine('09:59:00', 'SC--'))]],
  ['a line in a log of nobody known', [log('unknown', refusedLine)]],
  ['more kinds of line than are quoted', [log('nginx', ...manyKinds)]],
  ['a long line', [log('nginx', `${refusedLine} ${'x'.repeat(400)}`)]],
  ['a silent log of HAProxy that answers 503', [asked(haproxy503()), log('haproxy')]],
  ['a silent log of nginx where HAProxy answers 503', [asked(haproxy503()), log('nginx')]],
  ['a silent log of nginx that answers 503 now and then', [asked(page(200), nginx503()), log('nginx')]],
  [
    'a silent log of nginx where something like it answers 503',
    [asked(page(503, { headers: [['Server', 'nginx']] })), log('nginx')],
  ],
  ['a silent log where nobody known answers 503', [asked(page(503)), log('unknown')]],
  ['a silent log where nobody answers', [asked(f.noAnswer), log('nginx')]],
  [
    'a silent log where only the balancer’s own host is told 503',
    [asked(f.noAnswer), onBalancer(nginx503()), log('nginx')],
  ],
  ['a silent log where users are served', [log('nginx')]],
  ['a limit', [config(line('limit_req zone=one burst=5;'))]],
  ['a tarpit', [config(line('http-request tarpit deny_status 503', '/etc/haproxy/haproxy.cfg'))]],
  ['a switch', [config(line('return 503;'))]],
  ['a switch beside the application', [config({ ...line('return 503;'), kind: 'nginx' }, 'app1')]],
  ['a long line of configuration', [config(line(`return 503 "${'x'.repeat(300)}";`))]],
  ['a balancer of unknown kind', [config({ kind: 'unknown', servers: [] })]],
  [
    'a balancer of one server',
    [config({ kind: 'nginx', servers: [{ group: 'g', address: '10.0.0.11:8000', flags: '' }] })],
  ],
  ['no balancer', [config({ kind: 'nginx' }, 'app1')], unbalanced],
]

describe('judgeEdge()', () => {
  it('says of what users get', async () => {
    await expect(tellJudged(answers)).toMatchFileSnapshot('fixtures/edge.txt')
  })
})

describe('judgeProxy()', () => {
  it('says of logs and configurations', async () => {
    await expect(tellJudged(proxies)).toMatchFileSnapshot('fixtures/proxy.txt')
  })
})
