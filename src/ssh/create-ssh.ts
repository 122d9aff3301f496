import { randomBytes } from 'node:crypto'
import type { Dial } from '../probe/dial.ts'
import type { Execute } from '../probe/execute.ts'
import { type AskPassphrase, createIdentities } from './authenticate.ts'
import { dialThrough } from './dial-through.ts'
import { defaultLimits, type SshLimits } from './limits.ts'
import { createPool } from './pool.ts'
import type { HostKeys, ResolvedHost } from './resolved-host.ts'
import { runScript } from './run-script.ts'
import type { OpenShell } from './shell.ts'
import { openShellOn } from './shell-channel.ts'
import { unseenOf } from './ssh-error.ts'

export interface SshOptions {
  /** Everything about a host by its name; what it throws becomes the reading, with its `message` and `hint`. */
  readonly resolve: (name: string) => Promise<ResolvedHost> | ResolvedHost
  readonly hostKeys: HostKeys
  readonly passphrase?: AskPassphrase
  readonly limits?: Partial<SshLimits>
}

/** The world as seen over SSH. Expected failures are values; nothing here throws for them. */
export interface Ssh {
  readonly script: Execute['script']
  readonly dial: Dial
  /** Ends every connection; what still runs is aborted first by its own signal. */
  close(): Promise<void>
}

/** Opens connections as they are needed, one per host, and keeps them until `close()`. */
export function createSsh(options: SshOptions): Ssh {
  const limits: SshLimits = { ...defaultLimits, ...options.limits }
  const pool = createPool({ hostKeys: options.hostKeys, identities: createIdentities(options.passphrase), limits })
  const tag = randomBytes(9).toString('hex')
  const connect = async (name: string, signal: AbortSignal) => pool.connect(await options.resolve(name), signal)

  return {
    async script(name, sections, { signal, onSection }) {
      const open: OpenShell = async (events, context) => {
        const connection = await connect(name, context.signal)
        return openShellOn(connection, { limits, tag })(events, context)
      }
      await runScript(open, sections, { signal, onSection, limits, tag })
    },
    async dial(name, target, { signal, timeoutMs }) {
      try {
        return await dialThrough(await connect(name, signal), target, { signal, timeoutMs })
      } catch (error) {
        return unseenOf(error)
      }
    },
    close: () => pool.close(),
  }
}
