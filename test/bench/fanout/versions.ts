import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'

const packages: Readonly<Record<string, string>> = {
  clush: 'clustershell',
  pssh: 'pssh',
  'ansible-core': 'ansible-core',
  OpenSSH: 'openssh-client',
  sshd: 'openssh-server',
  'x/crypto': 'golang-golang-x-crypto-dev',
}

/** Versions of everything that was measured, by name. */
export function readVersions(): Readonly<Record<string, string>> {
  const debian = Object.entries(packages).map(([name, debianName]) => [
    name,
    execFileSync('dpkg-query', ['-W', '-f', '${Version}', debianName], { encoding: 'utf8' }),
  ])
  const { version } = createRequire(import.meta.url)('ssh2/package.json') as { version: string }
  return {
    ...Object.fromEntries(debian),
    Node: process.versions.node,
    OpenSSL: process.versions.openssl,
    ssh2: version,
  }
}
