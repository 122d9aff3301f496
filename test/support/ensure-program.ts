import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { isRoot } from './processes.ts'

/**
 * The program's path; installs its Debian package first where it is missing and we may. The package's own service is
 * not started: RUNLEVEL=1 makes invoke-rc.d decline (invoke-rc.d(8)).
 */
export function ensureProgram(path: string, packageName: string): string {
  if (existsSync(path)) return path
  const command = `apt-get install -y --no-install-recommends ${packageName}`
  if (!isRoot || !existsSync('/usr/bin/apt-get')) throw new Error(`${path} is missing: ${command}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  const apt = (...args: string[]) =>
    execFileSync('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=120', ...args], { env, stdio: 'pipe' })
  apt('update')
  apt('install', '-y', '--no-install-recommends', packageName)
  return path
}
