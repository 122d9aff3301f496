#!/usr/bin/env node
// Plain JavaScript that any Node can parse, so that an old one is refused in one clear line instead of a syntax error.
import { existsSync } from 'node:fs'
import module from 'node:module'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 19)) {
  console.error(
    `503 needs Node 22.19 or newer (24 recommended), this is ${process.version}: in a checkout use "npx 503", elsewhere install Node 24.`,
  )
  process.exit(64)
}

// Compiled code is kept between runs: the first line of a check comes that much sooner.
module.enableCompileCache?.()

const source = new URL('../src/cli.ts', import.meta.url)
await import(existsSync(source) ? source.href : new URL('../dist/cli.js', import.meta.url).href)
