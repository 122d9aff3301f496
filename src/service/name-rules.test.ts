import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkName, nameRules } from './name-rules.ts'

type Kind = keyof typeof nameRules

describe('checkName()', () => {
  it.each<[Kind, string]>([
    ['service', 'api-prod'],
    ['service', '9lives.v2'],
    ['host', 'app1'],
    ['host', '_gateway'],
    ['host', '10.0.0.11'],
    ['host', '::1'],
    ['host', 'fe80::1%eth0'],
    ['unit', 'gunicorn'],
    ['unit', 'php8.2-fpm.service'],
    ['unit', 'worker@1.service'],
    ['unit', String.raw`srv-a\x2db.mount`],
    ['user', 'probe'],
    ['user', String.raw`CORP\probe`],
    ['slackChannel', 'C0123ABCD'],
    ['slackUser', 'U1'],
    ['slackGroup', 'S1'],
    ['path', '/srv/app/current'],
    ['path', '/srv/My App'],
    ['path', '/srv/app..bak/x'],
    ['localPath', '~/.ssh/id_ed25519'],
  ])('takes as %s %j', (kind, text) => {
    expect(checkName(kind, text)).toEqual({ kind: 'right', value: text })
  })

  it.each<[Kind, string]>([
    ['service', '-x'],
    ['service', 'api prod'],
    ['service', ''],
    ['host', '-oProxyCommand=id'],
    ['host', 'root@app1'],
    ['host', 'app1:22'],
    ['host', 'app1\n'],
    ['host', 'app;id'],
    ['host', ''],
    ['unit', '--all'],
    ['unit', 'a b'],
    ['unit', '*.service'],
    ['unit', 'worker@.service'],
    ['unit', 'worker@'],
    ['unit', 'a@b@c'],
    ['unit', 'a'.repeat(256)],
    ['unit', '$(id)'],
    ['user', '-l'],
    ['user', 'a b'],
    ['slackChannel', '#ops'],
    ['path', 'srv/app'],
    ['path', '/srv/../etc'],
    ['path', '/srv/..'],
    ['path', '/srv\n/x'],
    ['localPath', 'id_rsa'],
    ['localPath', '~root/x'],
  ])('refuses as %s %j', (kind, text) => {
    expect(checkName(kind, text)).toEqual({ kind: 'wrong', expected: nameRules[kind].expected })
  })

  it('lets nothing through that begins with a dash or holds a control character', () => {
    const kinds = fc.constantFrom(...(Object.keys(nameRules) as Kind[]))
    const text = fc.string({ unit: 'binary' })
    const isHarmful = /^-|[\u0000-\u001f\u007f]/
    const property = fc.property(kinds, text, (kind, text) =>
      [text, `-${text}`, `a${text}`].every((name) => checkName(kind, name).kind === 'wrong' || !isHarmful.test(name)),
    )
    expect(fc.check(property)).toMatchObject({ failed: false })
  })
})
