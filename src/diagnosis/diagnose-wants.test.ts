import { describe, expect, it } from 'vitest'
import { diagnosed, type Fault, verdictOf, wantedOf } from '../../test/support/diagnosed.ts'
import * as f from '../../test/support/faults.ts'
import { page } from '../../test/support/healthy-values.ts'
import { readingsOf, sees, serviceOf } from '../../test/support/readings.ts'

const both = ['app1', 'app2']
const alone = { balancer: undefined } as unknown as { readonly url: string }
const untrusted = f.failed('tls', { phase: 'tls', detail: 'self-signed certificate (DEPTH_ZERO_SELF_SIGNED_CERT)' })
const expired = f.failed('tls', { phase: 'tls', detail: 'certificate has expired (CERT_HAS_EXPIRED)' })
const login = page(302, { headers: [['Location', '/login']] })
const checks = (code: number, names = both) =>
  f.servers({ status: 'DOWN', checkStatus: 'L7STS', checkDetail: '', checkCode: code }, names)
const pay = 'https://pay.example.com/healthz'
const withPay = {
  dependencies: [{ kind: 'http', label: pay, host: 'pay.example.com', port: 443, url: pay }],
} as const
const expecting = (status: number, text?: string) => ({
  status: [[status, status]] as const,
  ...(text === undefined ? {} : { text }),
})

/** What wants something is neither green nor red: where nothing else tells, the run is inconclusive. */
const unseen: readonly Fault[] = [
  ...[400, 401, 403, 404, 405, 421, 429].map((status) => ({
    name: `health answers ${status}, and nobody else tells`,
    service: alone,
    changes: [f.health(both, page(status))],
    outcome: 'inconclusive' as const,
    causes: [],
  })),
  ...(
    [
      ['a certificate of an authority unknown here', untrusted],
      ['a redirect to a login', login],
    ] as const
  ).map(([name, answer]) => ({
    name: `health gives ${name}`,
    service: alone,
    changes: [f.health(both, answer)],
    outcome: 'inconclusive' as const,
    causes: [],
  })),
  {
    name: 'what users ask for has a certificate of an authority unknown here',
    changes: [f.edge(untrusted)],
    outcome: 'inconclusive',
    causes: [],
  },
  {
    name: 'a dependency has a certificate of an authority unknown here',
    service: withPay,
    changes: [sees('dependency-http', '*', { url: pay, tries: [untrusted] })],
    outcome: 'inconclusive',
    causes: [],
  },
  {
    name: 'a dependency wants fewer requests, and nobody suffers',
    service: withPay,
    changes: [sees('dependency-http', '*', { url: pay, tries: [page(429)] })],
    outcome: 'healthy',
    causes: [],
  },
]

/** Other evidence decides. */
const known: readonly Fault[] = [
  {
    name: 'health wants credentials of us, and the balancer’s own check passes',
    changes: [f.health(both, page(401))],
    outcome: 'healthy',
    causes: [],
  },
  ...[400, 401, 404].map((status) => ({
    name: `the balancer gets ${status} as well, and takes both servers out`,
    changes: [f.health(both, page(status)), checks(status), f.edgeDown],
    outcome: 'down' as const,
    causes: ['health_check_failing confirmed'],
    place: 'app1',
  })),
  {
    name: 'the balancer gets 401 as well on one host, and users are served by the other',
    changes: [f.health('app1', page(401)), checks(401, ['app1'])],
    outcome: 'degraded',
    causes: ['health_check_failing confirmed'],
    place: 'app1',
  },
  {
    name: 'health wants credentials of everyone, and the balancer gets no connection at all',
    changes: [
      f.health(both, page(401)),
      f.servers({ status: 'DOWN', checkStatus: 'L4TOUT', checkDetail: '', checkCode: 0 }),
      sees('port', 'lb1', f.failed('timed-out')),
      f.edgeDown,
    ],
    outcome: 'down',
    causes: ['health_check_failing confirmed'],
    place: 'app1',
    title: /lb1 cannot connect to app1, app2, which answers on its own host/,
  },
  {
    name: 'the certificate that users get has expired',
    changes: [f.edge(expired)],
    outcome: 'down',
    causes: ['balancer_down likely'],
    title: /TLS at the public address fails/,
  },
]

/** What was written down as a good answer. */
const expected: readonly Fault[] = [
  {
    name: 'users get a page without the text that it should have',
    service: { requests: { url: { expect: expecting(200, 'Welcome') } } },
    changes: [f.edge(page(200, { body: 'under maintenance' }))],
    outcome: 'down',
    causes: [],
  },
  {
    name: 'health says 200 without the word that it should say',
    service: { requests: { health: { expect: expecting(200, 'ready') } } },
    changes: [f.health(both, page(200, { body: 'starting' })), f.edgeDown, checks(200)],
    outcome: 'down',
    causes: ['health_check_failing confirmed'],
    title: /health answers 200 OK without "ready"/,
  },
  {
    name: 'health answers 202 where 204 is right',
    service: { ...alone, requests: { health: { expect: expecting(204) } } },
    changes: [f.health('*', page(202))],
    outcome: 'degraded',
    causes: ['health_check_failing confirmed'],
    title: /health answers 202, not 204 as expected/,
  },
  {
    name: 'health answers 401, and that is right',
    service: { ...alone, requests: { health: { expect: expecting(401) } } },
    changes: [f.health(both, page(401))],
    outcome: 'healthy',
    causes: [],
  },
]

describe('diagnose() of endpoints that want something', () => {
  it.each([...unseen, ...known, ...expected])('$name', (fault) => {
    expect(verdictOf(fault)).toEqual(wantedOf(fault))
  })

  it('leaves the step open, and says what to write into services.yml', () => {
    const service = serviceOf(alone)
    const { steps, diagnosis } = diagnosed(service, readingsOf(service, [f.health(both, page(401))]))
    expect(steps.find(({ id }) => id === 'health')).toMatchObject({
      status: 'unknown',
      summary: expect.stringMatching(/wants credentials \(answers 401\); what it would say was not seen/),
    })
    expect(diagnosis.notLookedAt).toContainEqual({
      what: 'http://127.0.0.1:8000/health/ on app1, app2',
      why: 'wants credentials (answers 401); what it would say was not seen',
      fix: 'services.yml: health: { url: "http://127.0.0.1:8000/health/", headers: { Authorization: "Bearer ${TOKEN}" } }',
    })
  })
})
