import { type CommandWord, commandLine, commandWord } from '../service/command-word.ts'
import type { Fix } from './unseen.ts'

/**
 * How to let an account see more on its host. Account, groups and paths come from the host, which may be hostile: they
 * enter a command as valid names or not at all.
 */

/** The account becomes a member of a group; it counts from its next login. */
export function joinGroup(user: string | undefined, group: string): Fix {
  const command = commandLine`sudo usermod -aG ${commandWord('user', group)} ${commandWord('user', user)}`
  return { text: `let the account read it, as a member of the group ${group}`, command, at: 'host' }
}

/** The account may read these files and folders. */
export function grantRead(user: string | undefined, paths: readonly string[]): Fix {
  const account = commandWord('user', user)
  const words = paths.map((path) => commandWord('path', path))
  const all = words.some((word) => word === undefined) ? undefined : joined(words)
  const command = commandLine`sudo setfacl -m u:${account}:rX ${all}`
  return { text: 'let the account read it', command, at: 'host' }
}

function joined(words: readonly (CommandWord | undefined)[]): CommandWord {
  return { quoted: words.map((word) => word?.quoted ?? '').join(' ') }
}
