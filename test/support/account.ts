import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { userInfo } from 'node:os'

/** Whether the tests may make accounts. */
export const isRoot = userInfo().uid === 0

export interface Account {
  readonly name: string
  /** Command lines of all its processes now. */
  readonly processes: () => readonly string[]
  stop(): void
}

let count = 0

/** A throw-away account with this login shell; needs root. */
export function createAccount(shell: string): Account {
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
  const uid = Number(execFileSync('id', ['-u', name], { encoding: 'utf8' }))
  return {
    name,
    processes: () => processesOf(uid),
    stop: () => void execFileSync('userdel', ['--force', name], { stdio: 'pipe' }),
  }
}

function processesOf(uid: number): readonly string[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8')
      const isIts = status.includes(`\nUid:\t${uid}\t`) && !/^State:\s+Z/m.test(status)
      return isIts ? [`${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')}`] : []
    } catch {
      // No process, or gone while we looked.
      return []
    }
  })
}
