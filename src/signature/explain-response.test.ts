import { describe, expect, it } from 'vitest'
import { explainRaw, explainResponse } from './explain-response.ts'

const page =
  '<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n'
const haproxy = `HTTP/1.1 503 Service Unavailable\r\ncontent-length: ${page.length}\r\n\r\n${page}`
const app = 'HTTP/1.1 503 Service Unavailable\r\ncontent-length: 4\r\n\r\nbusy'
const programOf = (raw: string): unknown => {
  const explained = explainRaw(raw)
  return 'kind' in explained ? explained.kind : explained.emitter.program
}

describe('explainRaw()', () => {
  it.each([
    ['one response', haproxy, 'haproxy'],
    ['the one that can be named, last', app + haproxy, 'haproxy'],
    ['the one that can be named, first', haproxy + app, 'haproxy'],
    ['the last when the status differs', haproxy + app.replace('503', '200'), 'app'],
    ['the end of a redirect', `HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n${haproxy}`, 'haproxy'],
    ['nothing in text that is no response', 'hello', 'unreadable'],
  ])('explains %s', (_name, raw, program) => expect(programOf(raw)).toBe(program))
})

describe('explainResponse()', () => {
  it('gives status, emitter, meaning and next, and nothing else', () => {
    const explained = explainResponse({ status: 503, statusText: '', httpVersion: '2', headers: [], body: page })
    expect(Object.keys(explained)).toEqual(['status', 'emitter', 'meaning', 'next'])
    expect(explained).toMatchObject({ status: 503, emitter: { program: 'haproxy', certainty: 'certain' } })
  })

  it('tells who passed the answer on', () => {
    const headers = [['Via', '1.1 varnish (Varnish/7.1)']] as const
    expect(explainResponse({ status: 503, statusText: '', httpVersion: '1.1', headers, body: page }).meaning).toContain(
      'Passed on by varnish.',
    )
  })
})
