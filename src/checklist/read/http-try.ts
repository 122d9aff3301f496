import { oneLine } from '../../lib/one-line.ts'
import type { Failed, HttpAnswer } from '../../probe/answer.ts'
import type { Expectation } from '../../service/service.ts'
import { describeFailure } from './describe-failure.ts'

/** Whether a user would call this an answer: what is expected, or else anything but an error of the servers or a refusal to serve. */
export function isServed(answer: HttpAnswer | Failed, expect?: Expectation): boolean {
  if (answer.kind !== 'answered' || !holdsText(answer, expect)) return false
  if (expectsStatus(expect)) return isExpectedStatus(answer, expect)
  return answer.status > 0 && answer.status < 500 && answer.status !== 429
}

/** Whether a health endpoint said yes: as expected, or else 2xx or a redirect. Source: HAProxy's default for `option httpchk`. */
export function isHealthy(answer: HttpAnswer | Failed, expect?: Expectation): boolean {
  if (answer.kind !== 'answered' || !holdsText(answer, expect)) return false
  if (expectsStatus(expect)) return isExpectedStatus(answer, expect)
  return answer.status >= 200 && answer.status < 400
}

/** `isServed` for answers one by one. */
export function servedAs(expect: Expectation | undefined): (answer: HttpAnswer | Failed) => boolean {
  return (answer) => isServed(answer, expect)
}

export function expectsStatus(expect: Expectation | undefined): boolean {
  return expect?.status !== undefined && expect.status.length > 0
}

export function isExpectedStatus({ status }: HttpAnswer, expect: Expectation | undefined): boolean {
  return expect?.status?.some(([first, last]) => status >= first && status <= last) === true
}

function holdsText({ body }: HttpAnswer, expect: Expectation | undefined): boolean {
  return expect?.text === undefined || body.includes(expect.text)
}

/** Whether more of the body came, or should have come, than was kept. */
export function isCut({ bodyBytes, bodyFailure }: HttpAnswer): boolean {
  return bodyBytes > keptBytes || bodyFailure !== undefined
}

/** Of a body, in a reading. */
const keptBytes = 16 * 1024

/** The same as `describeTry`, and what was expected instead: '200 OK without "ok"', '202 Accepted, not 200 or 204'. */
export function describeUnmet(answer: HttpAnswer | Failed, expect: Expectation | undefined): string {
  const said = describeTry(answer)
  if (answer.kind === 'failed' || expect === undefined) return said
  if (expectsStatus(expect) && !isExpectedStatus(answer, expect))
    return `${said}, not ${tellStatuses(expect)} as expected`
  return holdsText(answer, expect) ? said : `${said} without ${JSON.stringify(oneLine(expect.text ?? '', 40))} in it`
}

function tellStatuses({ status = [] }: Expectation): string {
  return status.map(([first, last]) => (first === last ? String(first) : `${first}–${last}`)).join(' or ')
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
