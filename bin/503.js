#!/usr/bin/env node
// Nothing in this file is newer than import(): a Node that is too old is refused in one clear line instead of a syntax error.
var version = process.versions.node.split('.').map(Number)
if (version[0] < 22 || (version[0] === 22 && version[1] < 19)) {
  console.error(
    '503 needs Node 22.19 or newer (24 recommended), this is ' +
      process.version +
      ': in a checkout use "npx 503", elsewhere install Node 24.',
  )
  process.exit(64)
} else {
  void import('./start.js')
}
