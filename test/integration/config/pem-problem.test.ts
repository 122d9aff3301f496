import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { pemProblem } from '../../../src/config/pem-problem.ts'
import { createCertificate } from '../../support/certificate.ts'

const folder = mkdtempSync(join(tmpdir(), 'slash503-pem-'))
const own = createCertificate('127.0.0.1')
const locked = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey

function file(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

it.each([
  ['a certificate', 'ca', file('ca.pem', own.cert)],
  ['a certificate with its key behind it', 'cert', file('both.pem', own.cert + own.key)],
  ['a key', 'key', file('key.pem', own.key)],
] as const)('pemProblem() has nothing against %s', (_what, kind, path) => {
  expect(pemProblem(kind, path)).toBeUndefined()
})

it.each([
  ['no file', 'ca', join(folder, 'none.pem'), /there is no such file; expected a file of PEM/],
  ['a directory', 'cert', folder, /it is a directory/],
  ['a key for a certificate', 'cert', file('key2.pem', own.key), /it holds no certificate; expected/],
  [
    'a broken certificate',
    'ca',
    file('broken.pem', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'),
    /its certificate cannot be read/,
  ],
  ['a certificate for a key', 'key', file('cert2.pem', own.cert), /it holds no private key/],
  ['a key with a passphrase', 'key', file('locked.pem', locked), /it has a passphrase; expected a private key without/],
] as const)('pemProblem() of %s', (_what, kind, path, problem) => {
  expect(pemProblem(kind, path)).toMatch(problem)
})
