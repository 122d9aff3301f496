import { expect, it } from 'vitest'
import { answerStatus } from './answer-status.ts'

it.each([
  ['/healthz', true, 200, 'alive\n'],
  ['/healthz', false, 200, 'alive\n'],
  ['/readyz', true, 200, 'ready\n'],
  ['/readyz', false, 503, 'not connected to Slack\n'],
  ['/readyz?verbose', true, 200, 'ready\n'],
  ['/healthz/', true, 404, 'not found\n'],
  ['/', true, 404, 'not found\n'],
])('answerStatus() of %s, connected: %s', (target, isReady, status, body) => {
  expect(answerStatus(target, isReady)).toEqual({ status, body })
})
