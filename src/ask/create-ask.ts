import { isLoopback } from '../lib/loopback.ts'
import type { Dial, Dialled, DialTarget } from '../probe/dial.ts'
import type { Answer, Ask, AskResult, Execute } from '../probe/execute.ts'
import { bot } from '../probe/reading.ts'
import type { Unseen } from '../probe/unseen.ts'
import { localHost } from '../service/service.ts'
import { askHttp } from './ask-http.ts'
import { askPostgres } from './ask-postgres.ts'
import { askRedis } from './ask-redis.ts'
import { askTcp } from './ask-tcp.ts'
import { askUnix } from './ask-unix.ts'
import { abortedRun, type Open, type Reach, startClock } from './exchange.ts'

/** What asking needs: `hostAddress` is where a host is reached from the bot, `now` gives milliseconds since 1970. */
export interface AskOptions {
  readonly dial: Dial
  readonly hostAddress: (name: string) => string | undefined
  readonly now?: () => number
}

/**
 * Asks endpoints from a host's own position. Where the host forbids forwarding it asks from the bot and says so in
 * `from`; the host's loopback then stands for its address, and a failure there proves nothing about the loopback.
 */
export function createAsk({ dial, hostAddress, now = Date.now }: AskOptions): Execute['ask'] {
  return async (vantage, ask, { signal }) => {
    const at = new Date(now()).toISOString()
    const elapsedMs = startClock()
    const settle = (from: string, outcome: Answer | Unseen): AskResult => ({
      from,
      at,
      durationMs: elapsedMs(),
      outcome: signal.aborted ? abortedRun : outcome,
    })
    let denied: Unseen | undefined
    const open: Open = async (target, options) => {
      const dialled = await dial(vantage, target, options)
      denied = isForbidden(dialled) ? dialled : undefined
      return dialled
    }
    const outcome = await askOne(ask, { open, signal })
    if (!denied || outcome !== denied || vantage === bot || vantage === localHost || isOnSocket(ask)) {
      return settle(vantage, outcome)
    }
    const address = hostAddress(vantage)
    const detour = createDetour(dial, address)
    const fromBot = await askOne(ask, { open: detour.open, signal })
    if (!detour.crossedLoopback()) return settle(bot, fromBot)
    if (address === undefined) return settle(vantage, outcome)
    const failure = failureIn(fromBot)
    return failure === undefined ? settle(bot, fromBot) : settle(bot, bothFacts(denied, { address, failure }))
  }
}

/** The host let us in and forbids forwarding. One that did not let us in carries the code of that. */
function isForbidden(dialled: Dialled): dialled is Unseen {
  return dialled.kind === 'unseen' && dialled.reason === 'denied' && dialled.code === undefined
}

/** A path on the host: the same path here is another socket. */
function isOnSocket(ask: Ask): boolean {
  return ask.kind === 'unix' || (ask.kind === 'http' && ask.request?.socket !== undefined)
}

function askOne(ask: Ask, reach: Reach): Promise<Answer | Unseen> {
  switch (ask.kind) {
    case 'http':
      return askHttp(ask, reach)
    case 'tcp':
      return askTcp(ask, reach)
    case 'postgres':
      return askPostgres(ask, reach)
    case 'redis':
      return askRedis(ask, reach)
    case 'unix':
      return askUnix(ask, reach)
    default:
      return ask satisfies never
  }
}

/** Dialling from the bot instead, with the host's address in place of its loopback. */
function createDetour(dial: Dial, address: string | undefined): { open: Open; crossedLoopback: () => boolean } {
  let crossed = false
  const open: Open = async (target, options) => {
    if (target.kind !== 'tcp' || !isLoopback(target.host)) return dial(bot, target, options)
    crossed = true
    if (address === undefined) return { kind: 'unseen', reason: 'denied', detail: 'no address of the host is known' }
    const mapped: DialTarget = { ...target, host: address }
    return dial(bot, mapped, options)
  }
  return { open, crossedLoopback: () => crossed }
}

/** Why nothing was seen through the detour, or undefined when something was. */
function failureIn(outcome: Answer | Unseen): string | undefined {
  if (outcome.kind === 'unseen' || outcome.kind === 'failed') return outcome.detail
  if (outcome.kind !== 'http') return undefined
  const failures = outcome.tries.flatMap((once) => (once.kind === 'failed' ? [once.detail] : []))
  return failures.length === outcome.tries.length ? failures[0] : undefined
}

function bothFacts(denied: Unseen, seen: { readonly address: string; readonly failure: string }): Unseen {
  const detail = `${denied.detail}; asked from the bot at ${seen.address} instead: ${seen.failure}`
  // What fixes the first thing that failed: where the login was refused, nobody has asked to forward anything.
  return { ...denied, detail }
}
