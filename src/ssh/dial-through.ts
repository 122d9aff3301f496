import { renderDuration } from '../lib/duration.ts'
import type { FailureKind } from '../probe/answer.ts'
import type { Dialled, DialTarget } from '../probe/dial.ts'
import { ChannelRefused, type Connection } from './connection.ts'
import { SshError, unseenOf } from './ssh-error.ts'
import { openTunnel } from './tunnel.ts'

/** RFC 4254 section 5.1. */
const prohibited = 1

/** The words of strerror(3) and gai_strerror(3), which sshd hands on; glibc first, then musl. */
const words: readonly (readonly [RegExp, FailureKind, 'resolve' | 'connect'])[] = [
  [/connection refused/i, 'refused', 'connect'],
  [/timed out/i, 'timed-out', 'connect'],
  [/no route to host|unreachable|cannot assign requested address/i, 'unroutable', 'connect'],
  [
    /name or service not known|no address associated|name resolution|name does not resolve|not known|unknown host/i,
    'name-not-found',
    'resolve',
  ],
  [/reset by peer/i, 'reset', 'connect'],
  [/permission denied|not permitted/i, 'denied', 'connect'],
]

/** Servers that give no words (dropbear, ssh2): RFC 4254 reason 2 says only that the connection failed; mostly nobody listens. */
const wordless: (typeof words)[number] = [/^/, 'refused', 'connect']

/** Dials from a host's own position and tells apart what failed: the target (`failed`) or our view of it (`unseen`). */
export async function dialThrough(
  connection: Connection,
  target: DialTarget,
  options: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<Dialled> {
  const startedAt = performance.now()
  try {
    return { kind: 'stream', stream: await openTunnel(connection, target, options) }
  } catch (error) {
    const afterMs = Math.round(performance.now() - startedAt)
    if (error instanceof ChannelRefused) return refusal(connection, target, { error, afterMs })
    if (!(error instanceof SshError) || error.kind !== 'channel-timeout') return unseenOf(error)
    const detail = `no answer from ${nameOf(target)} within ${renderDuration(options.timeoutMs)}`
    return { kind: 'failed', failure: 'timed-out', detail, afterMs, phase: 'connect' }
  }
}

function refusal(
  { host }: Connection,
  target: DialTarget,
  { error, afterMs }: { readonly error: ChannelRefused; readonly afterMs: number },
): Dialled {
  if (error.reason === prohibited) {
    return {
      kind: 'unseen',
      reason: 'denied',
      detail: `ssh: ${host.name} does not let ${host.user} forward to ${nameOf(target)}`,
      fix: `sshd_config on ${host.name}: ${forwardingOption(target)} (and no permitopen or no-port-forwarding in authorized_keys)`,
    }
  }
  if (target.kind === 'unix') {
    return {
      kind: 'failed',
      failure: 'denied',
      detail:
        `${target.path}: sshd says only '${error.message}': nobody listens there, ${host.user} may not use it, ` +
        `or AllowStreamLocalForwarding is off`,
      afterMs,
      phase: 'connect',
    }
  }
  const [, failure, phase] = words.find(([pattern]) => pattern.test(error.message)) ?? wordless
  return {
    kind: 'failed',
    failure,
    detail: `${nameOf(target)}: ${error.message || 'the connection failed, the SSH server does not say how'}`,
    afterMs,
    phase,
  }
}

function forwardingOption(target: DialTarget): string {
  return target.kind === 'tcp' ? 'AllowTcpForwarding local' : 'AllowStreamLocalForwarding local'
}

function nameOf(target: DialTarget): string {
  return target.kind === 'tcp' ? `${target.host}:${target.port}` : target.path
}
