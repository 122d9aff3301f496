import { execFileSync } from 'node:child_process'
import { userInfo } from 'node:os'

/** Whether the tests may make accounts. */
export const isRoot = userInfo().uid === 0

let count = 0

/** A throw-away account with this login shell; needs root. */
export function createAccount(shell: string): { readonly name: string; stop(): void } {
  count++
  const name = `s503-${process.pid}-${count}`
  // A password of '*' matches none; the default '!' would lock the account, also for keys.
  execFileSync(
    'useradd',
    ['--password', '*', '--no-create-home', '--home-dir', '/', '--no-user-group', '--shell', shell, name],
    {
      stdio: 'pipe',
    },
  )
  return { name, stop: () => void execFileSync('userdel', ['--force', name], { stdio: 'pipe' }) }
}
