/**
 * Measures what a whole check costs a host, on hosts staged on this machine, and writes the table of docs/hosts.md. Needs
 * root, strace and unshare. Usage: node scripts/measure-host-cost.ts
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { aloneOf, budgets, collectionOf, readers, scriptOf, sectionsOf } from '../test/support/host-cost.ts'
import { stageHost } from '../test/support/staged-host.ts'

const page = new URL('../docs/hosts.md', import.meta.url)
const begin = '<!-- what a check costs: node scripts/measure-host-cost.ts -->\n'
const end = '<!-- end -->'

const kinds = ['bare', 'full'] as const
const measured = kinds.map((kind) => {
  const host = stageHost(kind, ['dash'])
  // What it takes to start a shell there.
  const idleMs = host.cpuMs('exit\n')
  const sections = sectionsOf(kind).map((section) => ({
    collection: collectionOf(section),
    forks: host.count(aloneOf(section)).forks,
    cpuMs: host.cpuMs(aloneOf(section)) - idleMs,
  }))
  const whole = { forks: host.count(scriptOf(kind)).forks, cpuMs: host.cpuMs(scriptOf(kind)) - idleMs }
  host.remove()
  return { kind, sections, whole, idleMs }
})

const rows = [...readers].map(([collection, probes]) => {
  const cells = measured.flatMap(({ sections }) => {
    const own = sections.filter((section) => section.collection === collection)
    const most = own.reduce((a, b) => (b.forks > a.forks ? b : a), own[0] ?? { forks: 0, cpuMs: 0 })
    return own.length === 0 ? ['–', '–'] : [String(most.forks), Math.max(0, most.cpuMs).toFixed(0)]
  })
  return `| ${collection.id} | ${probes.join(', ')} | ${collection.price.forks} | ${collection.price.cpu} | ${cells.join(' | ')} |`
})
const totals = measured.map(({ whole }) => `**${whole.forks}** | **${whole.cpuMs.toFixed(0)}**`).join(' | ')
const table = `| collection | read by | processes, at most | CPU | bare: processes | CPU ms | full: processes | CPU ms |
|---|---|---|---|---|---|---|---|
${rows.join('\n')}
| **whole script** | all, with its frame | ${kinds.map((kind) => `${budgets[kind]} (${kind})`).join(', ')} | | ${totals} |

Measured where starting a shell took ${Math.min(...measured.map(({ idleMs }) => idleMs)).toFixed(0)} ms of processor time; that is taken off.
`
const text = readFileSync(page, 'utf8')
const [before = '', rest = ''] = text.split(begin)
const after = rest.slice(rest.indexOf(end))
if (rest === '') throw new Error(`Cannot write the table: docs/hosts.md has no line ${begin.trim()}`)
writeFileSync(page, `${before}${begin}${table}${after}`)
console.log(table)
