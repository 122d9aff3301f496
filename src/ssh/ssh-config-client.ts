import { execFile } from 'node:child_process'
import { oneLine } from '../lib/one-line.ts'
import type { SshSettings } from './ssh-config.ts'
import { detailChars, SshError } from './ssh-error.ts'

/** `ssh -G` answers in milliseconds; only a `Match exec` of the user's own takes longer. */
const timeoutMs = 5000

/** Keywords whose printed value is a list of paths. */
const lists = new Set(['userknownhostsfile', 'globalknownhostsfile'])

export interface ClientQuery {
  readonly binary: string
  readonly configFile?: string
  readonly user?: string
  readonly port?: number
  readonly address?: string
}

/**
 * What the OpenSSH client says of a host (`ssh -G`); undefined where no client is installed, or where it does not work for
 * this process (a user id without a passwd entry). `name` and the query have passed the rules of names, so none is an option.
 * Rejects with `SshError` for a configuration that the client refuses.
 */
export function askSshClient(name: string, query: ClientQuery): Promise<SshSettings | undefined> {
  const { binary, configFile, user, port, address } = query
  const options = [
    ...(configFile === undefined ? [] : ['-F', configFile]),
    ...(user === undefined ? [] : ['-l', user]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(address === undefined ? [] : ['-o', `HostName=${address}`]),
  ]
  return new Promise((resolve, reject) => {
    const limits = { timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: 1024 * 1024 } as const
    execFile(binary, ['-G', ...options, '--', name], limits, (error, stdout, stderr) => {
      if (!error) return resolve(parseSettings(stdout))
      if (error.code === 'ENOENT' || error.code === 'EACCES' || /No user exists for uid/.test(stderr))
        return resolve(undefined)
      const why = error.killed
        ? `no answer within ${timeoutMs / 1000} s`
        : stderr.trim().split('\n')[0] || error.message
      reject(
        new SshError('resolve', `ssh -G ${name}: ${oneLine(why, detailChars)}`, {
          fix: fixFor(name, why),
          cause: error,
        }),
      )
    })
  })
}

function fixFor(name: string, why: string): string {
  return /jumphost loop/.test(why) ? `'Host ${name}' with 'ProxyJump none' in ~/.ssh/config` : `ssh -G ${name}`
}

function parseSettings(stdout: string): SshSettings {
  const settings = new Map<string, (readonly string[])[]>()
  for (const line of stdout.split('\n')) {
    const [, keyword, value] = /^(\S+) (.+)$/.exec(line) ?? []
    if (keyword === undefined || value === undefined) continue
    settings.set(keyword, [...(settings.get(keyword) ?? []), lists.has(keyword) ? value.split(' ') : [value]])
  }
  return settings
}
