import { describe, expect, it } from 'vitest'
import {
  commandLine,
  commandWord,
  figureWord,
  sqlIdentifier,
  sqlLiteral,
  textWord,
  throughSsh,
} from './command-word.ts'

type Kind = Parameters<typeof commandWord>[0]

const words: readonly (readonly [Kind, string, string | undefined])[] = [
  ['unit', 'gunicorn', 'gunicorn'],
  ['unit', 'worker@1.service', 'worker@1.service'],
  ['unit', 'dev-x2d\\x2dy.device', "'dev-x2d\\x2dy.device'"],
  ['unit', '-H', undefined],
  ['unit', 'a; reboot', undefined],
  ['user', 'probe', 'probe'],
  ['user', 'CORP\\jo', "'CORP\\jo'"],
  ['user', 'probe;reboot', undefined],
  ['user', '$(reboot)', undefined],
  ['path', '/var/log/nginx/error.log', '/var/log/nginx/error.log'],
  ['path', '/var/../etc/shadow', undefined],
  ['path', '/var/log/a b', undefined],
  ['path', 'var/log', undefined],
  ['url', 'https://pay/up?a=1&b=2', "'https://pay/up?a=1&b=2'"],
  ['url', 'postgres://probe@db1:5432/orders', 'postgres://probe@db1:5432/orders'],
  ['url', 'http://-oProxyCommand=x/', undefined],
  ['url', "http://x/';reboot", undefined],
  ['url', 'http://[::1]:8000/', "'http://[::1]:8000/'"],
  ['address', '10.0.0.11:8000', '10.0.0.11:8000'],
  ['address', '10.0.0.11', undefined],
  ['server', 'app1', 'app1'],
  ['server', 'app1\nset server', undefined],
  ['host', '-oProxyCommand=x', undefined],
]

describe('commandWord()', () => {
  it.each(words)('of kind %s takes %j as %j', (kind, text, quoted) => {
    expect(commandWord(kind, text)?.quoted).toBe(quoted)
  })

  it('has none for what is not known', () => {
    expect(commandWord('unit', undefined)).toBeUndefined()
  })
})

describe('commandLine()', () => {
  it('is undefined as soon as one word is', () => {
    expect(commandLine`kill -CONT ${figureWord(12)}`).toBe('kill -CONT 12')
    expect(commandLine`systemctl start ${commandWord('unit', 'a b')} ${figureWord(1)}`).toBeUndefined()
    expect([-1, 1.5, Number.NaN, undefined].map((figure) => figureWord(figure))).toEqual(Array(4).fill(undefined))
  })
})

const lines: readonly (readonly [string, string, string | undefined])[] = [
  ['app1', 'ss -ltnp', 'ssh app1 ss -ltnp'],
  ['app1', 'sudo systemctl start x', 'ssh -t app1 sudo systemctl start x'],
  ['app1', 'ps -e | head', 'ssh app1 "ps -e | head"'],
  ['app1', 'grep -n "a b" /f', `ssh app1 'grep -n "a b" /f'`],
  ['app1', 'echo $HOME', "ssh app1 'echo $HOME'"],
  ['-oProxyCommand=x', 'id', undefined],
  ['app1', 'a\nb', undefined],
]

describe('throughSsh()', () => {
  it.each(lines)('on %s of %j is %j', (host, line, command) => {
    expect(throughSsh(host, line)).toBe(command)
  })
})

describe('textWord()', () => {
  it('is in double quotes where nothing in it is special there', () => {
    expect(textWord("SELECT 'a'")?.quoted).toBe(`"SELECT 'a'"`)
    expect(textWord(`SELECT "a", '$b'`)?.quoted).toBe(`'SELECT "a", '\\''$b'\\'''`)
  })
})

describe('words of SQL', () => {
  it('are literals and identifiers, or none', () => {
    expect(sqlLiteral("o'hara")).toBe("'o''hara'")
    expect([String.raw`a\'`, 'a\nb', 'x'.repeat(201)].map(sqlLiteral)).toEqual([undefined, undefined, undefined])
    expect(sqlIdentifier('a"b')).toBe('"a""b"')
    expect(sqlIdentifier('')).toBeUndefined()
  })
})
