import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Section } from '../../../src/probe/execute.ts'
import { createSsh } from '../../../src/ssh/create-ssh.ts'
import { createKnownHosts } from '../../../src/ssh/known-hosts.ts'
import { createHostResolver } from '../../../src/ssh/resolve-host.ts'

/**
 * Our side of the benchmark: the executor as `503` uses it, with ssh's own configuration and known_hosts. Arguments: an
 * ssh_config, a file of hosts, a file of sections, and how many hosts; without a number, numbers come over stdin, one
 * round each over kept connections. Prints a line of JSON per host and one per round.
 */
const [configFile = '', hostsFile = '', sectionsFile = '', count] = process.argv.slice(2)
const hosts = readFileSync(hostsFile, 'utf8').trim().split('\n')
const sections = JSON.parse(readFileSync(sectionsFile, 'utf8')) as readonly Section[]
const ssh = createSsh({
  resolve: createHostResolver({ targets: {}, defaults: {}, home: '/nonexistent', env: {}, configFile }),
  hostKeys: createKnownHosts(),
})
const { signal } = new AbortController()

async function runRound(hosts: readonly string[]): Promise<void> {
  const lines = await Promise.all(hosts.map(runHost))
  const { rss } = process.memoryUsage()
  const end = JSON.stringify({ hosts: hosts.length, rss, maxRssKb: process.resourceUsage().maxRSS })
  process.stdout.write(`${lines.join('\n')}\n${end}\n`)
}

async function runHost(host: string): Promise<string> {
  const outputs: Record<string, string> = {}
  await ssh.script(host, sections, {
    signal,
    onSection: ({ id, outcome }) => {
      outputs[id] = outcome.kind === 'ran' ? outcome.output.stdout : `unseen: ${outcome.detail}`
    },
  })
  return JSON.stringify({ host, outputs: sections.map(({ id }) => outputs[id]) })
}

if (count === undefined) {
  for await (const line of createInterface({ input: process.stdin })) await runRound(hosts.slice(0, Number(line)))
} else {
  await runRound(hosts.slice(0, Number(count)))
}
await ssh.close()
