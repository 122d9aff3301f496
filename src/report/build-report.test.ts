import { expect, it } from 'vitest'
import { readingsOf, runAt, serviceOf } from '../../test/support/readings.ts'
import { parseEndpoint } from '../service/parse-endpoint.ts'
import type { Endpoint } from '../service/service.ts'
import { buildReport } from './build-report.ts'
import { judgeReport } from './judge-report.ts'

/** A healthy service whose URLs carry what lets somebody in. */
it.each([
  ['a short token', '?token=hidd12', ''],
  ['a token', '?token=hidden-token', ''],
  ['a signature', '?sig=hidden9&page=2', ''],
  ['a key of every spelling', '?access_key=hidden9&api-key=x', ''],
  ['a token of three parts in the path', 'eyJhbGciOiJI.eyJzdWIiOiIx.abcdef9876543/x', ''],
  ['a password that is a host of it', '', 'cache1'],
  ['a password that is a word of readings', '', 'active'],
  ['a short password', '', 'hidd66'],
])('buildReport() finds what was looked at, and shows no secret: %s', (_what, query, password) => {
  const service = serviceOf({
    url: `https://api.example.com/${query}`,
    health: `http://127.0.0.1:8000/health/${query}`,
    dependencies: [endpoint(`redis://:${password}@cache1:6379`), endpoint(`https://pay.example/${query}`)],
  })
  const report = buildReport({ service, readings: readingsOf(service), startedAt: runAt, finishedAt: runAt })
  expect(JSON.stringify(report).match(/.{0,40}hidd\w*/g)).toBeNull()
  expect(report.diagnosis.notLookedAt).toEqual([])
  expect(report.outcome).toBe('healthy')
  expect(judgeReport(report)).toEqual(report)
})

function endpoint(url: string): Endpoint {
  const parsed = parseEndpoint(url)
  if (parsed.kind === 'wrong') throw new Error(parsed.expected)
  return parsed.value
}
