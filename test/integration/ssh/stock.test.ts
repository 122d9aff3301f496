/** The same suite on what ssh2 offers in public: what `patch-ssh2.ts` falls back to. */
process.env.SLASH503_TEST_SSH = 'stock'
await import('./script.test.ts')
await import('./connect.test.ts')
await import('./login.test.ts')
await import('./dial.test.ts')
