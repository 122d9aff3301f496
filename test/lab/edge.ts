import { setTimeout as sleep } from 'node:timers/promises'
import { tryCommand } from './command.ts'
import { edgeName, routerNamespace } from './places.ts'

/** No answer within five seconds, or none at all. */
export const noAnswer = 0

/** The status users get from the edge right now. */
export const edgeStatus = (path = '/'): Promise<number> => statusOf('10.53.0.10', path)

/** The status an address of the lab answers with, asked from beside the hosts. */
export async function statusOf(authority: string, path: string): Promise<number> {
  const curl = ['curl', '-s', '-o', '/dev/null', '-m', '5', '-w', '%{http_code}', '-H', `Host: ${edgeName}`]
  const { stdout } = await tryCommand(['ip', 'netns', 'exec', routerNamespace, ...curl, `http://${authority}${path}`])
  return Number(stdout)
}

/** Waits until three answers in a row have one of these statuses; throws with what came instead. */
export async function waitForStatus(statuses: readonly number[], timeoutMs: number): Promise<void> {
  const seen: number[] = []
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await sleep(500)) {
    seen.push(await edgeStatus())
    const last = seen.slice(-3)
    if (last.length === 3 && last.every((status) => statuses.includes(status))) return
  }
  throw new Error(
    `The edge should answer ${statuses.join(' or ')}; within ${timeoutMs / 1000} s it answered ${seen.slice(-8).join(' ')}`,
  )
}
