import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { runScript } from './command.ts'
import { labFile, routerNamespace, stateDirectory } from './places.ts'

const pidFile = `${stateDirectory}/users.pid`

/** Users who visit the shop all the time, `perSecond` requests together; replaces those there are. */
export async function startUsers(perSecond: number, path = ''): Promise<void> {
  await stopUsers()
  const command = `exec ip netns exec ${routerNamespace} python3 ${labFile('users.py')} ${perSecond} ${path}`
  const pid = await runScript(`setsid bash -c '${command}' > ${stateDirectory}/users.log 2>&1 < /dev/null & echo $!`)
  await writeFile(pidFile, pid.trim())
}

export async function stopUsers(): Promise<void> {
  if (!existsSync(pidFile)) return
  await runScript(`kill ${await readFile(pidFile, 'utf8')} 2>/dev/null || true`)
  await rm(pidFile)
}
