import type { Fix } from '../probe/unseen.ts'
import { commandLine, textWord } from '../service/command-word.ts'

/** Why an encrypted key was left aside. */
export const needsPassphrase = 'needs a passphrase'
export const wrongPassphrase = 'the passphrase does not open it'

/** What opens an encrypted key, where one of the keys that could not be offered is left aside for want of its passphrase. */
export function unlockFix(unusable: readonly string[]): Fix | undefined {
  const locked = unusable.find((line) => line.endsWith(`: ${needsPassphrase}`) || line.endsWith(`: ${wrongPassphrase}`))
  if (locked === undefined) return undefined
  const file = locked.slice(0, locked.lastIndexOf(': '))
  return {
    text: 'put its passphrase into the environment as SLASH503_KEY_PASSPHRASE, or load the key into the agent',
    command: commandLine`ssh-add ${textWord(file)}`,
    at: 'here',
  }
}
