import { enableCompileCache } from 'node:module'

// As `503` itself begins: what V8 compiled is kept for the next time.
enableCompileCache()
await import('./fanout/client.ts')
