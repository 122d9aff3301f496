import { quote } from '../lib/quote.ts'
import type { HostKeys, ResolvedHost } from './resolved-host.ts'
import { SshError } from './ssh-error.ts'

/** Checks a key that a host presented; undefined when it is trusted, else the error to end the connection with. Fails closed. */
export function checkHostKey(hostKeys: HostKeys, host: ResolvedHost, key: Buffer): SshError | undefined {
  const verdict = hostKeys.verify(host, key)
  switch (verdict.kind) {
    case 'trusted':
      return undefined
    case 'unknown':
      return new SshError(
        'hostkey-unknown',
        `the host key of ${host.hostKeyName} is not known (${verdict.keyType} ${verdict.fingerprint})` +
          (verdict.note === undefined ? '' : `; ${verdict.note}`),
        { fix: { text: '', command: `503 hosts trust ${quote(host.name)}`, at: 'here' } },
      )
    case 'changed':
      return new SshError(
        'hostkey-changed',
        `THE HOST KEY OF ${host.hostKeyName} HAS CHANGED: it presents ${verdict.keyType} ${verdict.fingerprint}, ` +
          `${verdict.file}:${verdict.line} expects ${verdict.expected.join(' or ')}; nothing was sent`,
        {
          fix: {
            text: 'if the change is yours',
            command: `ssh-keygen -R ${quote(host.hostKeyName)} -f ${quote(verdict.file)} && 503 hosts trust ${quote(host.name)}`,
            at: 'here',
          },
        },
      )
    case 'revoked':
      return new SshError(
        'hostkey-revoked',
        `the host key of ${host.hostKeyName} is revoked (${verdict.keyType} ${verdict.fingerprint}, ${verdict.file}:${verdict.line}); nothing was sent`,
        {
          fix: {
            text: 'give the host a new key, then',
            command: `503 hosts trust ${quote(host.name)}`,
            at: 'here',
          },
        },
      )
    default:
      verdict satisfies never
      return new SshError('hostkey-unknown', 'the host key could not be judged')
  }
}
