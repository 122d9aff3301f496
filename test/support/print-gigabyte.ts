/** A process of its own for the 1 GB case, so that its memory can be measured. Arguments: port, identity file. */
import { userInfo } from 'node:os'
import type { SectionResult } from '../../src/probe/execute.ts'
import { createSsh } from '../../src/ssh/create-ssh.ts'

const [port = '', identityFile = ''] = process.argv.slice(2)
const ssh = createSsh({
  resolve: (name) => ({
    name,
    address: '127.0.0.1',
    port: Number(port),
    user: userInfo().username,
    identityFiles: [identityFile],
    hostKeyName: name,
    knownHostsFiles: [],
    jump: [],
  }),
  hostKeys: { verify: () => ({ kind: 'trusted' }), knownTypes: () => [] },
})
const gigabyte = 'head -c 1073741824 /dev/zero | tr "\\000" x'
const settled: Record<string, SectionResult> = {}
const startedAt = performance.now()
await ssh.script(
  'flooding',
  [
    { id: 'flood', label: 'flood', script: gigabyte, timeoutMs: 10_000, limitBytes: 65_536 },
    { id: 'background', label: 'background', script: 'yes', timeoutMs: 10_000, limitBytes: 65_536, mayHang: true },
    { id: 'after', label: 'after', script: 'echo after', timeoutMs: 10_000, limitBytes: 65_536 },
  ],
  { signal: new AbortController().signal, onSection: (result) => void (settled[result.id] = result) },
)
const elapsedMs = performance.now() - startedAt
await ssh.close()
console.log(JSON.stringify({ settled, elapsedMs, maxRssMb: process.resourceUsage().maxRSS / 1024 }))
