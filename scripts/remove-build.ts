import { rmSync } from 'node:fs'

/** Removes what an earlier build left: files whose source is gone would be packed. */
rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true })
