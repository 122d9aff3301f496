import type { Duplex } from 'node:stream'
import type { Failed } from './answer.ts'
import type { Unseen } from './unseen.ts'

export type DialTarget =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string }

/**
 * A byte stream to a target, or why there is none: `failed` when the vantage was reached and the target did not
 * answer, `unseen` when the vantage itself could not be reached (`unreachable`, `timed-out`) or forbids forwarding (`denied`).
 */
export type Dialled = { readonly kind: 'stream'; readonly stream: Duplex } | Failed | Unseen

/** Opens a connection from a vantage point: through a host's SSH connection, or directly. Never throws for an expected failure. */
export type Dial = (
  vantage: string,
  target: DialTarget,
  options: { readonly signal: AbortSignal; readonly timeoutMs: number },
) => Promise<Dialled>
