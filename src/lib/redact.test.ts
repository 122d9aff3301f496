import { describe, expect, it } from 'vitest'
import { redact } from './redact.ts'

const body = `${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n'.repeat(3)}MzEfYyjiWA4R4=\n`
const begin = '-----BEGIN RSA PRIVATE KEY-----'
const end = '-----END RSA PRIVATE KEY-----'
const key = '*** private key ***'

describe('redact()', () => {
  it.each([
    ['postgres://app:hunter2@db1/shop', 'postgres://app:***@db1/shop'],
    ['postgres://app:hunt@r2@db1/shop', 'postgres://app:***@db1/shop'],
    ['redis://:hunter2@cache', 'redis://:***@cache'],
    ['http://app1:8080/health', 'http://app1:8080/health'],
    ['Authorization: Bearer abc.def', 'Authorization: ***'],
    ['proxy-authorization = Basic dXNlcjpwYXNz', 'proxy-authorization = ***'],
    ['sent bearer abcdefghij to it', 'sent bearer *** to it'],
    ['sent Basic dXNlcjpwYXNz to it', 'sent Basic *** to it'],
    ['HTTP Basic authentication failed', 'HTTP Basic authentication failed'],
    ['DB_PASSWORD=hunter2 started', 'DB_PASSWORD=*** started'],
    ['{"apiKey":"a b","x":1}', '{"apiKey":***,"x":1}'],
    [String.raw`{"log":"{\"password\":\"hunter2\"}"}`, String.raw`{"log":"{\"password\":***}"}`],
    ["token: 'a b c", 'token: ***'],
    ['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln end', 'jwt *** end'],
    ['x-eyJ.eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', 'x-eyJ.***'],
    ['eyJhbGciOiJIUzI1NiJ9.short', 'eyJhbGciOiJIUzI1NiJ9.short'],
    ['Set-Cookie: sid=1; Path=/\nServer: nginx', 'Set-Cookie: ***\nServer: nginx'],
    ['< set-cookie: sid=1', '< set-cookie: ***'],
    ['key AKIAIOSFODNN7EXAMPLE', 'key ***'],
    ['xoxb-12345678901-abc xapp-1-A0-1-abc', '*** ***'],
  ])('makes %j %j', (text, expected) => {
    expect(redact(text)).toBe(expected)
  })

  it.each([
    ['a whole key', `a\n${begin}\n${body}${end}\nb`, `a\n${key}\nb`],
    ['a key in one line of JSON', `{"k":"${begin}\\nMIIE\\n${end}\\n"}`, `{"k":"${key}\\n"}`],
    ['two keys', `${begin}\n${body}${end}\n${begin}\n${body}${end}`, `${key}\n${key}`],
    ['a key whose end was cut off', `a\n${begin}\n${body.slice(0, 100)}`, `a\n${key}`],
    ['a key in one line whose end was cut off', `{"k":"${begin}\\nMIIEvQIBAD`, `{"k":"${key}`],
    ['a key whose beginning was cut off', `${body.slice(30)}${end}\nb`, `${key}\nb`],
    ['an encrypted key without an end', `${begin}\nProc-Type: 4,ENCRYPTED\n\n${body}next line`, `${key}\nnext line`],
    ['ends without a beginning', `${end}\n${end}\n`, `${key}${key}\n`],
    ['a mention of a key', `expected ${begin}\nstarting worker 3`, `expected ${key}\nstarting worker 3`],
    ['a key behind a prefix', `app: ${begin}\napp: ${body.slice(0, 64)}\napp: ready`, `app: ${key}\napp: ready`],
  ])('masks %s', (_what, text, expected) => {
    expect(redact(text)).toBe(expected)
  })

  it.each([
    ['postgres://app:hunt', 'postgres://app:***'],
    ['http://app1:80', 'http://app1:***'],
    ['password="hunter2 and', 'password=***'],
    ['plain text', 'plain text'],
  ])('of text that a limit cut makes %j %j', (text, expected) => {
    expect(redact(text, { isCut: true })).toBe(expected)
  })
})
