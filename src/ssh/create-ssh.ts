import { randomBytes } from 'node:crypto'
import type { Dial } from '../probe/dial.ts'
import type { Execute } from '../probe/execute.ts'
import { type AskPassphrase, createIdentities } from './authenticate.ts'
import type { Connection } from './connection.ts'
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
  /** False: only what ssh2 offers in public; slower, for comparison and for doubt. Default true. */
  readonly isSsh2Patched?: boolean
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
  const pool = createPool({
    hostKeys: options.hostKeys,
    identities: createIdentities(options.passphrase),
    limits,
    isSsh2Patched: options.isSsh2Patched ?? true,
  })
  const tag = randomBytes(9).toString('hex')
  const connect = async (name: string, signal: AbortSignal) => pool.connect(await options.resolve(name), signal)

  return {
    async script(name, sections, { signal, onSection }) {
      let connection: Connection | undefined
      const open: OpenShell = async (events, context) => {
        connection = await connect(name, context.signal)
        return openShellOn(connection, { limits, tag })(events, context)
      }
      await runScript(open, sections, { signal, onSection, limits, tag })
      if (connection) pool.settle(connection)
    },
    async dial(name, target, { signal, timeoutMs }) {
      try {
        const connection = await connect(name, signal)
        pool.settle(connection)
        return await dialThrough(connection, target, { signal, timeoutMs })
      } catch (error) {
        return unseenOf(error)
      }
    },
    close: () => pool.close(),
  }
}
