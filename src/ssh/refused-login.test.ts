import { describe, expect, it } from 'vitest'
import { type RefusedLogin, refusedLogin } from './refused-login.ts'
import type { ResolvedHost } from './resolved-host.ts'
import { unseenOf } from './ssh-error.ts'

const host: ResolvedHost = {
  name: 'app1',
  address: '10.0.0.11',
  port: 22,
  user: 'probe',
  identityFiles: [],
  hostKeyName: '10.0.0.11',
  knownHostsFiles: [],
  jump: [],
}
const key = { label: '/k/id (ssh-ed25519 SHA256:x)', file: '/k/id', line: 'ssh-ed25519 AAAAC3Nza+/=' }
const ofAgent = { label: 'agent key me (ssh-ed25519 SHA256:y)', line: 'ssh-ed25519 AAAAB' }
const login: RefusedLogin = { tried: [key], unusable: [], offered: ['publickey'], isPartial: false, certificates: [] }
const bastion = { ...host, name: 'bastion' }

const cases: readonly (readonly [
  name: string,
  Partial<RefusedLogin>,
  Partial<ResolvedHost>,
  detail: string,
  fix: string,
])[] = [
  [
    'a password beside keys',
    { offered: ['publickey', 'password'] },
    {},
    'ssh: probe on 10.0.0.11 was not let in with /k/id (ssh-ed25519 SHA256:x); the server still offers publickey, password',
    'let the key in with the password of probe, or name the right account as ssh: user: in services.yml: ssh-copy-id -i /k/id.pub probe@10.0.0.11',
  ],
  [
    'keyboard-interactive, another port, a way through two hosts',
    { offered: ['keyboard-interactive', 'publickey'] },
    { port: 2222, jump: [bastion, { ...bastion, name: 'inner' }] },
    'still offers publickey, keyboard-interactive',
    'ssh-copy-id -i /k/id.pub -p 2222 -o ProxyJump=bastion,inner probe@10.0.0.11',
  ],
  [
    'a key of the agent',
    { tried: [ofAgent], offered: ['publickey', 'password'] },
    {},
    'agent key me',
    ': ssh-copy-id probe@10.0.0.11',
  ],
  [
    'keys alone',
    {},
    {},
    'the server still offers publickey',
    `: ssh -t app1 'echo "ssh-ed25519 AAAAC3Nza+/=" | sudo tee -a ~probe/.ssh/authorized_keys'`,
  ],
  [
    'a password alone',
    { offered: ['password'] },
    {},
    'still offers password',
    'app1 takes no keys from probe: allow them in its sshd_config (PubkeyAuthentication, AuthenticationMethods), or name the right account as ssh: user: in services.yml',
  ],
  ['nothing any more', { offered: [] }, {}, 'still offers nothing else', 'takes no keys from probe'],
  [
    'a second factor',
    { isPartial: true, offered: ['keyboard-interactive'] },
    {},
    'was let in halfway with /k/id (ssh-ed25519 SHA256:x); the server wants keyboard-interactive as well',
    'under Match User probe, AuthenticationMethods publickey',
  ],
  [
    'a certificate',
    { certificates: ['/k/id-cert.pub'] },
    {},
    'offers publickey',
    '/k/id-cert.pub is a certificate, which slash503 does not use',
  ],
  ['many keys', { tried: [key, key, key, key] }, {}, 'SHA256:x) and 2 more; the server', 'authorized_keys'],
  [
    'keys that could not be offered',
    { unusable: ['/x: cannot be read (ENOENT)'] },
    {},
    '; not usable: /x: cannot be read (ENOENT)',
    '',
  ],
  [
    'words of a hostile server',
    { offered: ['publickey', '$(reboot)', '`id`'] },
    {},
    'still offers publickey',
    'authorized_keys',
  ],
  [
    'a key file with quotes',
    { tried: [{ ...key, file: "/k/it's" }], offered: ['publickey', 'password'] },
    {},
    '',
    `-i "/k/it's.pub" probe@`,
  ],
  [
    'no key at all',
    { tried: [], offered: undefined },
    {},
    'ssh: no key to log in with as probe on 10.0.0.11',
    'ssh-add',
  ],
  [
    'no key, a server that wants a password',
    { tried: [], offered: ['password'] },
    {},
    '; the server offers password',
    'ssh-add',
  ],
]

describe('refusedLogin()', () => {
  it.each(cases)('of %s', (_name, of, at, detail, fix) => {
    const outcome = unseenOf(refusedLogin({ ...host, ...at }, { ...login, ...of }))
    expect(outcome.reason).toBe('denied')
    expect(outcome.detail).toContain(detail)
    expect(outcome.fix).toContain(fix)
    expect(outcome.fix).not.toMatch(/forwarding|reboot|`/i)
  })

  it('of an account that is no name has no command', () => {
    expect(unseenOf(refusedLogin({ ...host, user: 'a b' }, login)).command).toBeUndefined()
  })
})
