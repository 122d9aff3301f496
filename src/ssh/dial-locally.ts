import { connect } from 'node:net'
import { renderDuration } from '../lib/duration.ts'
import type { Failed, FailureKind } from '../probe/answer.ts'
import type { Dial, DialTarget } from '../probe/dial.ts'
import { SshError, unseenOf } from './ssh-error.ts'

/** System error → what it says about the target, and where on the way. */
const failures: Readonly<Record<string, readonly [FailureKind, Failed['phase']]>> = {
  ECONNREFUSED: ['refused', 'connect'],
  ETIMEDOUT: ['timed-out', 'connect'],
  EHOSTUNREACH: ['unroutable', 'connect'],
  ENETUNREACH: ['unroutable', 'connect'],
  EADDRNOTAVAIL: ['unroutable', 'connect'],
  ENOTFOUND: ['name-not-found', 'resolve'],
  EAI_AGAIN: ['name-not-found', 'resolve'],
  ECONNRESET: ['reset', 'connect'],
  EACCES: ['denied', 'connect'],
  EPERM: ['denied', 'connect'],
  // A unix socket that is not there: nobody listens, as on a refused port.
  ENOENT: ['refused', 'connect'],
}

/** Dials from this machine, whatever the vantage is called. */
export const dialLocally: Dial = (_vantage, target, { signal, timeoutMs }) => {
  const startedAt = performance.now()
  const afterMs = (): number => Math.round(performance.now() - startedAt)
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(aborted())
    const socket =
      target.kind === 'tcp'
        ? connect({ host: target.host, port: target.port, noDelay: true })
        : connect({ path: target.path })
    const over = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
    }
    const give = (outcome: Failed | ReturnType<typeof aborted>): void => {
      over()
      socket.destroy()
      resolve(outcome)
    }
    const onAbort = (): void => give(aborted())
    const timer = setTimeout(() => {
      const detail = `no answer from ${nameOf(target)} within ${renderDuration(timeoutMs)}`
      give({ kind: 'failed', failure: 'timed-out', detail, afterMs: afterMs(), phase: 'connect' })
    }, timeoutMs)
    const onError = ({ code = '', message }: NodeJS.ErrnoException): void => {
      const [failure, phase] = failures[code] ?? ['unroutable', 'connect']
      give({ kind: 'failed', failure, detail: `${nameOf(target)}: ${code || message}`, afterMs: afterMs(), phase })
    }
    signal.addEventListener('abort', onAbort, { once: true })
    socket.on('error', onError)
    socket.once('connect', () => {
      over()
      socket.off('error', onError)
      resolve({ kind: 'stream', stream: socket })
    })
  })
}

function aborted(): ReturnType<typeof unseenOf> {
  return unseenOf(new SshError('aborted', 'the run ended first'))
}

function nameOf(target: DialTarget): string {
  return target.kind === 'tcp' ? `${target.host}:${target.port}` : target.path
}
