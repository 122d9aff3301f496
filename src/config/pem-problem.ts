import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { FileProblem } from './check-web.ts'

/** Reads a PEM file that services.yml names, as the check will, and says what keeps it from being used. */
export const pemProblem: FileProblem = (kind, path) => {
  const file = path.startsWith('~/') ? join(homedir(), path.slice(2)) : path
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    return `${reasonOf(error)}; expected a file of PEM on this machine that slash503 may read`
  }
  return kind === 'key' ? keyProblem(text) : certificateProblem(text)
}

function certificateProblem(text: string): string | undefined {
  const expected = 'expected a file of PEM that begins with -----BEGIN CERTIFICATE-----'
  if (!text.includes('-----BEGIN CERTIFICATE-----')) return `it holds no certificate; ${expected}`
  try {
    return new X509Certificate(text).serialNumber === '' ? expected : undefined
  } catch {
    return `its certificate cannot be read; ${expected}`
  }
}

function keyProblem(text: string): string | undefined {
  if (/ENCRYPTED/.test(text.slice(0, 300))) return 'it has a passphrase; expected a private key without one'
  try {
    createPrivateKey(text)
    return undefined
  } catch {
    return 'it holds no private key; expected a file of PEM such as openssl writes it'
  }
}

/** What the codes of open(2) and read(2) mean, in words. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is not a directory',
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'it cannot be read'
  return reasons[code] ?? code
}
