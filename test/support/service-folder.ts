import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** How the service's hosts are logged in to. */
export interface Reached {
  readonly port: number
  readonly user: string
  readonly identityFile: string
  /** Contents of known_hosts. */
  readonly knownHosts: string
}

/** A folder to start the command in: a service `api-prod` on `app1`, and programs of the test. */
export interface ServiceFolder {
  readonly path: string
  readonly knownHostsFile: string
  /** Writes services.yml; `more` are lines of the service, `hosts` lines of `ssh.hosts`. No limit of the service is in a test's way. */
  writeService(reached: Reached, more?: { readonly service?: string; readonly hosts?: string }): void
  /** An executable `sh` script that every account can run. */
  script(name: string, text: string): string
  remove(): void
}

export function createServiceFolder(): ServiceFolder {
  const path = mkdtempSync(join(tmpdir(), '503-service-'))
  // Login shells of test accounts are in it.
  chmodSync(path, 0o755)
  const knownHostsFile = join(path, 'known_hosts')
  return {
    path,
    knownHostsFile,
    writeService({ port, user, identityFile, knownHosts }, { service = '', hosts = '' } = {}) {
      writeFileSync(knownHostsFile, knownHosts)
      writeFileSync(
        join(path, 'services.yml'),
        `ssh:
  user: ${user}
  identity: ${identityFile}
  known_hosts: ${knownHostsFile}
  hosts:
    app1: { address: 127.0.0.1, port: ${port} }
${hosts}services:
  api-prod:
    hosts: [app1]
    unit: slash503-none
    limits: { load_per_core: 900, memory: 100%, disk: 100% }
${service}`,
      )
    },
    script(name, text) {
      const file = join(path, name)
      writeFileSync(file, `#!/bin/sh\n${text}\n`, { mode: 0o755 })
      return file
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  }
}

/** A line of known_hosts that pins the public key beside `file` for loopback. */
export function keyLine(file: string, port: number): string {
  return `[127.0.0.1]:${port} ${readFileSync(`${file}.pub`, 'utf8')}`
}
