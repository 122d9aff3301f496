import { oneLine } from '../lib/one-line.ts'
import type { ResolvedHost } from './resolved-host.ts'
import { SshError } from './ssh-error.ts'

/** What programs say first, or answer to `SSH-2.0-…`, that are no SSH server. A TLS record begins with its type and 3. */
const greetings: readonly (readonly [RegExp, string])[] = [
  [/^HTTP\/\d/, 'a web server'],
  [/^\s{0,8}<(?:!doctype|html)/i, 'a web server'],
  [/^[\x14-\x17]\x03[\x00-\x04]/, 'a server of TLS'],
  [/^220[ -]/, 'a mail or FTP server'],
  [/^\* OK /, 'an IMAP server'],
  [/^\+OK /, 'a POP server'],
  [/^-ERR /, 'a Redis server'],
]

/** The error of a port on which something else answers than SSH; undefined where the first bytes do not tell that. */
export function nameWrongPort({ name, address, port }: ResolvedHost, firstBytes: Buffer): SshError | undefined {
  const text = firstBytes.toString('latin1')
  const program = greetings.find(([pattern]) => pattern.test(text))?.[1]
  if (program === undefined) return undefined
  const line = oneLine(/^[\x20-\x7e]{1,80}/.exec(text)?.[0] ?? '')
  const said = line === '' ? '' : `: "${line}"`
  return new SshError('wrong-port', `port ${port} of ${address} is ${program}, not SSH${said}`, {
    fix: `on this machine: the port of SSH as Port in ~/.ssh/config, or as 'port:' under ssh.hosts.${name} in services.yml`,
  })
}
