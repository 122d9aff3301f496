import { hostOf, isIpAddress, isLoopback } from '../../lib/loopback.ts'
import type { Failed } from '../../probe/answer.ts'
import { isNoResolver, isNoRoute } from '../../probe/own-error.ts'
import { bot, type Reading } from '../../probe/reading.ts'
import type { Unseen } from '../../probe/unseen.ts'
import { localHost } from '../../service/service.ts'

/**
 * How an attempt of the looking machine ended. `answered`: something on the other side spoke, if only to refuse ·
 * `no-login`: it spoke and did not let us in · `no-name`: the resolver says that there is no such name ·
 * `no-resolver`: no resolver said anything · `no-route`: nothing left this machine · `silent`: nothing came back.
 */
export type AttemptEnd = 'answered' | 'no-login' | 'no-name' | 'no-resolver' | 'no-route' | 'silent'

/** What the looking machine met when it reached out itself, over SSH or with an ask of its own. */
export interface Attempt {
  readonly reading: Reading
  /** Host, or the host part of what was asked. */
  readonly target: string
  /** The target where it is known to have been looked up as a name. */
  readonly name?: string
  readonly end: AttemptEnd
  readonly code?: string
  readonly address?: string
}

/** The attempts behind readings. What a host saw from its own position, and this machine's own loopback, are none. */
export function attemptsIn(readings: readonly Reading[]): readonly Attempt[] {
  return readings.flatMap((reading) => {
    const isFromBot = reading.from === bot
    if (!isFromBot && (reading.host === localHost || reading.host === bot)) return []
    const attempt = isFromBot ? ofAsk(reading) : ofHost(reading)
    return attempt === undefined || isLoopback(attempt.target) ? [] : [attempt]
  })
}

function ofHost(reading: Reading): Attempt | undefined {
  const { host, outcome } = reading
  if (outcome.kind === 'seen') return { reading, target: host, end: 'answered' }
  const end = endOfUnseen(outcome)
  return end && { reading, target: host, end, ...systemOf(outcome) }
}

function ofAsk(reading: Reading): Attempt | undefined {
  const { subject, outcome } = reading
  const target = (hostOf(subject) ?? subject.replace(/:\d{1,5}$/, '')).replace(/^\[(.*)\]$/, '$1')
  const named = { reading, target, ...(isIpAddress(target) ? {} : { name: target }) }
  if (outcome.kind === 'unseen') {
    const end = outcome.code === undefined ? undefined : endOfUnseen(outcome)
    return end && { ...named, end, ...systemOf(outcome) }
  }
  const failed = failureIn(outcome.value)
  return failed === undefined
    ? { ...named, end: 'answered' }
    : { ...named, end: endOfFailed(failed), ...systemOf(failed) }
}

function systemOf({ code, address }: Pick<Failed, 'code' | 'address'>): Pick<Attempt, 'code' | 'address'> {
  return { ...(code === undefined ? {} : { code }), ...(address === undefined ? {} : { address }) }
}

/** The failure of an ask that got no answer at all. */
export function failureIn(value: object): Failed | undefined {
  const tries: readonly object[] = 'tries' in value && Array.isArray(value.tries) ? value.tries : [value]
  return tries.every(isFailed) ? tries[0] : undefined
}

function isFailed(value: object): value is Failed {
  return 'kind' in value && value.kind === 'failed'
}

function endOfFailed({ failure, phase, code = '' }: Failed): AttemptEnd {
  if (isNoRoute(code)) return 'no-route'
  if (isNoResolver(code) || (failure === 'timed-out' && phase === 'resolve')) return 'no-resolver'
  if (failure === 'name-not-found') return 'no-name'
  return failure === 'unroutable' || (failure === 'timed-out' && phase === 'connect') ? 'silent' : 'answered'
}

/** By the code that the SSH edge gave. Readings of earlier versions have none: of them it is not told what was tried. */
const ends: Readonly<Record<string, AttemptEnd>> = {
  auth: 'no-login',
  'no-key': 'no-login',
  alias: 'no-name',
  ENOTFOUND: 'no-name',
  dns: 'no-resolver',
  ETIMEDOUT: 'silent',
  'connect-timeout': 'silent',
  unroutable: 'silent',
  EHOSTUNREACH: 'silent',
  EHOSTDOWN: 'silent',
}

/** Ends of which it is open whether anything was heard. */
const untold: ReadonlySet<string> = new Set(['resolve', 'own-error', 'jump', 'aborted', 'channel-timeout'])

function endOfUnseen({ reason, code }: Unseen): AttemptEnd | undefined {
  if (code === undefined) {
    return reason === 'denied' || reason === 'not-found' || reason === 'unsupported' ? 'answered' : undefined
  }
  if (isNoRoute(code)) return 'no-route'
  if (isNoResolver(code)) return 'no-resolver'
  if (untold.has(code)) return undefined
  return ends[code] ?? (isOtherError(code) ? undefined : 'answered')
}

/** An error of the system that tells neither way. */
function isOtherError(code: string): boolean {
  return /^E[A-Z]{2,}$/.test(code) && code !== 'ECONNREFUSED' && code !== 'ECONNRESET'
}
