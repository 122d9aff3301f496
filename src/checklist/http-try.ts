import type { Failed } from '../probe/answer.ts'
import type { HttpAnswer } from '../probe/http.ts'
import { describeFailure } from './describe-failure.ts'
import { oneLine } from './render-figure.ts'

/** Whether a user would call this an answer: anything but an error of the servers or a refusal to serve. */
export function isServed(answer: HttpAnswer | Failed): boolean {
  return answer.kind === 'answered' && answer.status > 0 && answer.status < 500 && answer.status !== 429
}

/** Whether a health endpoint said yes: 2xx or a redirect. Source: HAProxy's default for `option httpchk`. */
export function isHealthy(answer: HttpAnswer | Failed): boolean {
  return answer.kind === 'answered' && answer.status >= 200 && answer.status < 400
}

/** '503 Service Unavailable' or 'connection refused'. */
export function describeTry(answer: HttpAnswer | Failed): string {
  if (answer.kind === 'failed') return describeFailure(answer)
  return oneLine(`${answer.status} ${answer.statusText}`, 60)
}

/** The longest time to the first byte of all answers, in milliseconds; 0 without an answer. */
export function slowestMs(tries: readonly (HttpAnswer | Failed)[]): number {
  return Math.max(0, ...tries.map((answer) => (answer.kind === 'answered' ? answer.firstByteMs : 0)))
}
