import { describe, expect, it } from 'vitest'
import { identifyResponder } from '../../src/signature/identify-responder.ts'
import { loadCapturedResponses } from '../support/captured-responses.ts'

const responses = new Map(loadCapturedResponses().map(({ file, response }) => [file, response]))

const cases = [
  { file: 'stack__caddy_nginx_maint__503.http', program: 'nginx', relayedBy: ['caddy'] },
  { file: 'stack__vn_nginx_maint__503.http', program: 'nginx', relayedBy: ['varnish'] },
  { file: 'stack__nginx_apache_proxy_refused__503.http', program: 'apache', relayedBy: ['nginx'] },
  { file: 'stack__hng_app_503__503.http', program: 'app', relayedBy: ['nginx'] },
  { file: 'varnish__passthrough_app_503_json__503.http', program: 'app', relayedBy: ['varnish'] },
  { file: 'squid__accel_passthrough_app_503__503.http', program: 'app', relayedBy: ['squid'] },
  { file: 'trafficserver__passthrough_app_503_json__503.http', program: 'app', relayedBy: ['trafficserver'] },
  { file: 'haproxy__upstream_refused__503.http', program: 'haproxy', relayedBy: [] },
  { file: 'varnish__backend_refused__503.http', program: 'varnish', relayedBy: [] },
]

describe('identifyResponder()', () => {
  it.each(cases)('names who made $file and who passed it on', ({ file, program, relayedBy }) => {
    const response = responses.get(file)
    if (!response) throw new Error(`no capture ${file}`)
    expect(identifyResponder(response)).toMatchObject({ program, relayedBy })
  })
})
