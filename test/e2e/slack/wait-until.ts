import { setTimeout as wait } from 'node:timers/promises'

/** Asks until there is an answer that is not undefined; throws with `what` after `timeoutMs`, default 15 s. */
export async function waitUntil<T>(
  what: string,
  ask: () => T | undefined | Promise<T | undefined>,
  timeoutMs = 15_000,
): Promise<T> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (performance.now() > deadline) throw new Error(`Not within ${timeoutMs / 1000} s: ${what}`)
    await wait(20)
  }
}
