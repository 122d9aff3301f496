import { lookup } from 'node:dns/promises'
import { connect, isIP, type Socket } from 'node:net'
import type { Failed } from '../probe/answer.ts'
import type { Dial, Dialled, DialTarget } from '../probe/dial.ts'
import { mostForeign, type OwnError, ownErrorOf } from '../probe/own-error.ts'
import { createDeadline, type Deadline, untilFired } from './deadline.ts'
import { abortedRun, startClock } from './exchange.ts'
import { failureOf } from './failure-of.ts'

/** Pause before the next address is tried beside the first; RFC 8305 section 5 recommends 250 ms. */
const attemptDelayMs = 250

/**
 * The bot's own dialling, whatever vantage is named: resolves, then races the addresses (RFC 8305), first one wins.
 * A name that does not resolve, a refused port, a network without a route and silence are told apart.
 */
export function createDirectDial({ resolve = addressesByName }: { readonly resolve?: Resolve } = {}): Dial {
  return async (_vantage, target, { signal, timeoutMs }) => {
    const elapsedMs = startClock()
    using deadline = createDeadline(signal, timeoutMs)
    let phase: Failed['phase'] = 'resolve'
    try {
      const addresses = await addressesOf(target, { resolve, signal: deadline.signal })
      phase = 'connect'
      const socket = await race(addresses, deadline.signal)
      socket.setNoDelay(true)
      return { kind: 'stream', stream: socket }
    } catch (error) {
      return notDialled(error, { deadline, target, phase, afterMs: elapsedMs() })
    }
  }
}

/** The addresses of a name in the order to try them; rejects with getaddrinfo's error. */
type Resolve = (host: string) => Promise<readonly string[]>

async function addressesByName(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true })
  return found.map(({ address }) => address)
}

type Address = { readonly host: string; readonly port: number } | { readonly path: string }

async function addressesOf(
  target: DialTarget,
  { resolve, signal }: { readonly resolve: Resolve; readonly signal: AbortSignal },
): Promise<readonly Address[]> {
  if (target.kind === 'unix') return [{ path: target.path }]
  const { host, port } = target
  if (isIP(host) !== 0) return [{ host, port }]
  const found = await untilFired(resolve(host), signal).catch((error: unknown) => {
    throw isUnanswered(error) ? unanswered(host, error) : error
  })
  return found.map((address) => ({ host: address, port }))
}

/** Resolvers that are away, overloaded or refuse (getaddrinfo(3)); a name that does not exist is EAI_NONAME, ENOTFOUND in Node. */
function isUnanswered(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && (error.code === 'EAI_AGAIN' || error.code === 'EAI_FAIL')
}

function unanswered(host: string, cause: NodeJS.ErrnoException): Error {
  const message = `the resolver did not answer whether ${host} exists (${cause.code})`
  return Object.assign(new Error(message, { cause }), { code: cause.code })
}

/** Starts the next address after `attemptDelayMs` or as soon as one fails; rejects with every error when all did. */
function race(addresses: readonly Address[], signal: AbortSignal): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const sockets = new Set<Socket>()
  const errors: Error[] = []
  let next = 0
  let timer: NodeJS.Timeout | undefined
  if (addresses.length === 0) reject(Object.assign(new Error('the name has no address'), { code: 'ENOTFOUND' }))
  const startNext = () => {
    clearTimeout(timer)
    const address = addresses[next]
    if (!address) return
    next += 1
    if (next < addresses.length) timer = setTimeout(startNext, attemptDelayMs)
    const socket = connect(address)
    sockets.add(socket)
    socket.once('connect', () => resolve(socket))
    socket.once('error', (error) => {
      errors.push(error)
      sockets.delete(socket)
      if (errors.length === addresses.length) reject(new AggregateError(errors))
      else startNext()
    })
  }
  const abort = () => reject(signal.reason as Error)
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  else startNext()
  return promise.then(kept, dropped)

  function kept(winner: Socket): Socket {
    release(winner)
    winner.removeAllListeners('error').on('error', () => {})
    return winner
  }
  function dropped(error: unknown): never {
    release()
    throw error
  }
  function release(winner?: Socket): void {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
    for (const socket of sockets) if (socket !== winner) socket.on('error', () => {}).destroy()
  }
}

/** Of several failed addresses, the failure that says most about the endpoint: a refusal proves that the host is there. */
const mostTelling = ['refused', 'denied', 'reset', 'unroutable', 'timed-out'] as const

function notDialled(
  error: unknown,
  at: {
    readonly deadline: Deadline
    readonly target: DialTarget
    readonly phase: Failed['phase']
    readonly afterMs: number
  },
): Dialled {
  const { deadline, phase, afterMs } = at
  if (deadline.isAborted()) return abortedRun
  if (deadline.signal.aborted) {
    const what = phase === 'resolve' ? 'address for' : 'connection to'
    const detail = `no ${what} ${nameOf(at.target)} within ${afterMs} ms`
    return { kind: 'failed', failure: 'timed-out', detail, phase, afterMs }
  }
  const errors = mostForeign<SystemError>(error instanceof AggregateError ? error.errors : [error])
  const own = at.target.kind === 'tcp' ? ownErrorOf(errors[0]?.code ?? '') : undefined
  if (own) return notOpened(at.target, { own, code: errors[0]?.code ?? '' })
  const failures = errors.map((each) => ({ ...failureOf(each, { phase, afterMs }), ...systemOf(each) }))
  const telling = mostTelling.flatMap((kind) => failures.filter(({ failure }) => failure === kind))[0]
  return telling ?? failures[0] ?? failureOf(error, { phase, afterMs })
}

/** What Node tells of an error of the system. */
interface SystemError {
  readonly code?: string
  readonly address?: string
}

function systemOf({ code, address }: SystemError): Pick<Failed, 'code' | 'address'> {
  return { ...(code === undefined ? {} : { code }), ...(address === undefined ? {} : { address }) }
}

function notOpened(target: DialTarget, { own, code }: { readonly own: OwnError; readonly code: string }): Dialled {
  const detail = `this machine cannot open a connection to ${nameOf(target)}: ${own.words} (${code})`
  return { kind: 'unseen', reason: 'this-machine', detail, fix: own.fix, code }
}

function nameOf(target: DialTarget): string {
  return target.kind === 'unix' ? target.path : `${target.host}:${target.port}`
}
