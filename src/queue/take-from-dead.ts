import { findQuietClaims, releaseClaim } from '../store/claims.ts'
import type { Store } from '../store/open-store.ts'
import type { RunQueue } from './open-queue.ts'
import { isAbsent } from './presence.ts'

/** A claim that has not beaten for so long is asked after: three beats of a worker that is merely busy. */
const quietMs = 1500

/** Who takes over. */
interface Rescuer {
  readonly store: Store
  readonly queue: RunQueue
  readonly worker: string
}

/** Its folder is this process's: there is no other worker, and whoever worked on it before is dead. */
export function isAlone(store: Store): boolean {
  return store.kind === 'embedded'
}

/** Takes runs from workers that have died: their claims are quiet and their presence is gone. */
export async function takeFromDead({ store, queue, worker }: Rescuer): Promise<void> {
  const quiet = isAlone(store) ? 0 : quietMs
  for (const claim of await findQuietClaims(store.db, { worker, quietMs: quiet })) {
    await store.write(async (tx) => {
      if (!(await isAbsent(store, tx, claim.worker))) return
      if ((await releaseClaim(tx, claim)) && claim.job) await queue.giveBack(tx, claim.job)
    })
  }
}

/** What the process before this one had fetched: the folder is ours, so it is dead. */
export async function giveBackOrphans(rescuer: Rescuer): Promise<void> {
  const { store, queue } = rescuer
  await takeFromDead(rescuer)
  for (const job of await queue.active()) await store.write((tx) => queue.giveBack(tx, job))
}
