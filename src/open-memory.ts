import type { Memory } from './incident/memory.ts'
import { findHolder } from './store/hold-folder.ts'
import { grantUse } from './store/migrate.ts'
import { openStore } from './store/open-store.ts'
import { remoteMemory } from './store/remote-memory.ts'
import { storeMemory } from './store/store-memory.ts'
import type { StorePlace } from './store/store-place.ts'
import { schemaName } from './store/tables.ts'

/** Opens the store, or asks the live process that has its folder. */
export async function openMemory(place: StorePlace): Promise<Memory> {
  const holder = 'folder' in place ? await findHolder(place.folder) : undefined
  return holder === undefined ? storeMemory(await openStore(place)) : remoteMemory(holder)
}

/** Brings the store and its queue to this release, and lets a role use them; gives the names of what was applied. */
export async function migrateStore(place: StorePlace, { grantTo }: { readonly grantTo?: string | undefined } = {}) {
  const { openQueue, queueSchema } = await import('./queue/open-queue.ts')
  const store = await openStore(place, { isToMigrate: true })
  try {
    const queue = await openQueue(store, { isToMigrate: true, onError: () => {} })
    await queue.close()
    if (grantTo !== undefined)
      for (const schema of [schemaName, queueSchema]) await grantUse(store.db, { schema, role: grantTo })
    return store.migrated
  } finally {
    await store.close()
  }
}
