import { commandLine } from './commands.ts'
import { figureOf, median, type ResultRow, type Results, type ResultTable } from './results.ts'
import { judgeTargets } from './targets.ts'

const titles: Readonly<Record<string, (count: number) => string>> = {
  'cold-1': () => 'Cold, one real host',
  'cold-20': (count) => `Cold, ${count} real hosts`,
  'cold-100': (count) => `Cold, ${count} real hosts`,
  'cold-400': (count) => `Cold, ${count} real hosts`,
  'cheap-400': (count) => `Cold, ${count} cheap hosts: the client’s own limit`,
  'warm-cheap': (count) => `Warm, ${count} cheap hosts`,
  'warm-real': (count) => `Warm, ${count} real hosts`,
}

const negotiations = { same: 'same for all', default: 'its own default', mux: 'same for all, ControlMaster' }

/** The whole page. `date`: ISO 8601. */
export function renderPage(results: Results, date: string): string {
  const { machine, versions } = results
  return `# Benchmarks

\`npm run bench:fanout\` wrote this page on ${date.slice(0, 10)}, in ${Math.round(results.seconds)} s (root on Debian; \`-- --quick\` prints a shorter run without writing).

Eight cheap commands on each host, every output of every host checked: a run with one wrong or missing output fails.

\`\`\`sh
${commandLine}
\`\`\`

## Targets

${renderTargets(results)}

## Tables

${results.tables.map(renderTable).join('\n\n')}
${results.notes.length > 0 ? `\n${results.notes.map((note) => `- ${note}`).join('\n')}\n` : ''}
## How it is measured

- Machine: ${machine.processors} processors (${machine.model}), ${machine.memoryGb} GB. Versions: ${Object.entries(
    versions,
  )
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')}.
- Real hosts: 25 OpenSSH servers with a host key each, listening on 16 loopback addresses each, in a network and process namespace of their own; an account without root, ed25519 keys. All share this machine’s processors with the client, so wall times say mostly what the hosts cost; a fleet of machines of its own is limited by the client and the network.
- Cheap hosts: one server (Go, x/crypto/ssh) that answers from memory and never forks, the same for every client.
- Every client verifies every host’s key against the same known_hosts, with the same ssh_config. “Same for all” is curve25519-sha256 and aes128-gcm@openssh.com; “its own default” leaves both to the peer (OpenSSH then spends most of its time on a post-quantum key exchange, which slash503 cannot do).
- slash503 is a process of its own that imports the SSH executor alone (\`createSsh\`, \`createHostResolver\`, \`createKnownHosts\`), from start to exit, with Node’s compile cache (as \`503\` has it) and \`NODE_OPTIONS=--max-semi-space-size=4\` (without it an open connection takes twice the memory); its fan-out adapts by itself. Peers run at the fan-outs shown; xargs starts one \`ssh\` per host through \`sh -c 'exec ssh …'\`, so that outputs can be told apart. Ansible uses its shell module and its own ControlMasters.
- Warm: connections are open before the clock starts. slash503 keeps them in one process; the peers keep them in one OpenSSH ControlMaster per host, whose CPU and memory count.
- Client CPU: a control group that everything the client starts belongs to, ControlMasters too. Hosts’ CPU: the same of the servers, their sessions and the commands. Memory: private memory of all the client’s processes and once the largest shared part, sampled every 50 ms; per connection of slash503: growth of its resident memory from 20 connections to all.
- Contenders take turns; figures are medians, the wall time’s range beside it. “Others” is what the rest of the machine took of both processors meanwhile: compare only rows where it is small and alike.
`
}

function renderTargets(results: Results): string {
  const rows = judgeTargets(results).map(
    ({ claim, measured, isMet }) =>
      `| ${claim} | ${measured} | ${isMet === undefined ? 'not measured' : isMet ? 'met' : '**missed**'} |`,
  )
  return ['| target | measured | |', '|---|---|---|', ...rows].join('\n')
}

/** One table in Markdown; ratios are peer to ours: above 1 the peer takes more. */
export function renderTable({ id, count, rows }: ResultTable): string {
  const us = rows.find(({ name }) => name.startsWith('slash503'))
  const hasConnections = rows.some(({ kbPerConnection }) => kbPerConnection !== undefined)
  const head = [
    'client',
    'key exchange',
    'wall ms',
    '×',
    'client CPU ms/host',
    '×',
    'hosts’ CPU ms/host',
    '×',
    'peak MB',
  ]
  const columns = [...head, ...(hasConnections ? ['KB per connection'] : []), 'others']
  const cells = rows
    .filter(({ samples }) => samples.length > 0)
    .map((row) => {
      const walls = row.samples.map(({ wallMs }) => wallMs)
      const range = walls.length > 1 ? ` (${Math.round(Math.min(...walls))}–${Math.round(Math.max(...walls))})` : ''
      return [
        row.name,
        negotiations[row.negotiation],
        `${Math.round(median(walls))}${range}`,
        ratio(row, us, 'wallMs'),
        (figureOf(row, 'clientCpuMs') / count).toFixed(2),
        ratio(row, us, 'clientCpuMs'),
        (figureOf(row, 'hostsCpuMs') / count).toFixed(2),
        ratio(row, us, 'hostsCpuMs'),
        Math.round(Math.max(...row.samples.map(({ peakKb }) => peakKb)) / 1024),
        ...(hasConnections ? [row.kbPerConnection?.toFixed(0) ?? ''] : []),
        `${Math.round(100 * figureOf(row, 'otherShare'))} %`,
      ]
    })
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`
  const title = `### ${titles[id]?.(count) ?? id}`
  return [title, '', line(columns), line(columns.map(() => '---')), ...cells.map(line)].join('\n')
}

function ratio(row: ResultRow, us: ResultRow | undefined, figure: 'wallMs' | 'clientCpuMs' | 'hostsCpuMs'): string {
  if (!us || us === row || us.samples.length === 0) return ''
  return (figureOf(row, figure) / figureOf(us, figure)).toFixed(2)
}
