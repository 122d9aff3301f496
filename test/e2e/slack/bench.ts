import { writeFile } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { refusedForRate, updateGaps } from '../../local-slack/call-log.ts'
import { asJson, asList, asText } from '../../local-slack/json.ts'
import { createLocalSlack, type LocalSlack } from '../../local-slack/local-slack.ts'
import { sampleReports } from '../../support/sample-reports.ts'
import { findBrokenRuns } from './drive-runs.ts'
import { hasVerdict } from './read-thread.ts'
import { createReplayWorld } from './replay-world.ts'
import { readSoakSection } from './soak-section.ts'
import { startBot } from './start-bot.ts'
import { waitUntil } from './wait-until.ts'

/** A step of the replayed checks; seven of them make the two seconds that a real check takes. */
const stepMs = 280
const reports = ['app-not-started', 'healthy-one-host', 'fleet-of-400'].flatMap((name) => sampleReports[name] ?? [])

interface Seen {
  /** Milliseconds after the command was typed. */
  readonly first: number
  readonly settled: number
  readonly final: number
  readonly verdict: number
}

interface Scenario {
  readonly name: string
  readonly checks: number
  readonly channels: number
  /** Milliseconds between two commands. */
  readonly everyMs: number
  /** Commands answered privately while the checks run, to measure acknowledgements under load. */
  readonly probes?: number
}

interface Measured {
  readonly scenario: Scenario
  readonly seen: readonly Seen[]
  readonly acksMs: readonly number[]
  readonly gapsMs: readonly number[]
  readonly refused: number
  readonly broken: readonly string[]
  readonly tookMs: number
}

const scenarios: readonly Scenario[] = [
  { name: 'one check at a time', checks: 8, channels: 1, everyMs: 9000 },
  { name: '30 checks within a minute in 10 channels', checks: 30, channels: 10, everyMs: 2000 },
  { name: '50 checks at once in 10 channels', checks: 50, channels: 10, everyMs: 0, probes: 300 },
]

async function measure(scenario: Scenario): Promise<Measured> {
  const names = Array.from({ length: scenario.channels }, (_, index) => `incident-${index + 1}`)
  const slack = await createLocalSlack({ channels: names.map((name) => ({ name })) })
  const world = createReplayWorld({ reports, stepMs })
  const bot = await startBot(slack, world)
  const channels = names.map((name) => slack.channelId(name))
  const watched = watch(slack)
  const startedAt = performance.now()
  try {
    const typed: Promise<unknown>[] = []
    const typedAt: number[] = []
    for (let index = 0; index < scenario.checks; index++) {
      typedAt.push(performance.now())
      const text = `/503 check ${world.services[index % world.services.length]}`
      typed.push(slack.people.type({ user: 'maya', channel: channels[index % channels.length] ?? '', text }))
      if (scenario.everyMs > 0) await wait(scenario.everyMs)
    }
    for (let index = 0; index < (scenario.probes ?? 0); index++) {
      await slack.people.type({ user: 'jonas', channel: channels[0] ?? '', text: '/503 status' })
      await wait(10)
    }
    await Promise.all(typed)
    await waitUntil(
      'every run in its final state',
      () => (Math.min(watched.finals.size, watched.verdicts.size) === scenario.checks ? true : undefined),
      600_000,
    )
    const seen = typedAt.map((at, index) => ({
      first: after(watched.firsts, index, at),
      settled: after(watched.settled, index, at),
      final: after(watched.finals, index, at),
      verdict: after(watched.verdicts, index, at),
    }))
    return {
      scenario,
      seen,
      acksMs: slack.log.deliveries.flatMap(({ ackMs }) => ackMs ?? []),
      gapsMs: updateGaps(slack.log),
      refused: refusedForRate(slack.log).length,
      broken: await findBrokenRuns(slack, channels),
      tookMs: performance.now() - startedAt,
    }
  } finally {
    await bot.stop()
    await slack.stop()
  }
}

/** When each run first showed something, showed a settled step, and was over; runs are numbered as they were asked for. */
function watch(slack: LocalSlack): Record<'firsts' | 'settled' | 'finals' | 'verdicts', Map<string, number>> {
  const firsts = new Map<string, number>()
  const settled = new Map<string, number>()
  const finals = new Map<string, number>()
  const verdicts = new Map<string, number>()
  const note = (times: Map<string, number>, run: string): void => {
    if (!times.has(run)) times.set(run, performance.now())
  }
  slack.board.watch((event) => {
    if (event.kind !== 'message') return
    const { message } = event.shown
    const mark = asJson(asJson(message['metadata'])['event_payload'])
    const run = asText(mark['run_id'])
    if (run === '') return
    note(firsts, run)
    if (mark['part'] === 'root' && hasVerdict(message)) note(verdicts, run)
    if (mark['part'] !== 'checklist') return
    const blocks = asList(message['blocks'])
    const states = asList(blocks[0]?.['tasks']).map((task) => asText(task['status']))
    if (states.some((state) => state === 'complete' || state === 'error')) note(settled, run)
    if (blocks.some((block) => block['type'] === 'actions')) note(finals, run)
  })
  return { firsts, settled, finals, verdicts }
}

function after(times: ReadonlyMap<string, number>, index: number, from: number): number {
  return (times.get(`run${index + 1}`) ?? Number.NaN) - from
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`
}

function leastGap(gapsMs: readonly number[]): string {
  return gapsMs.length === 0 ? 'none had two' : seconds(Math.min(...gapsMs))
}

function renderRow(label: string, values: readonly number[]): string {
  return `| ${label} | ${seconds(percentile(values, 0.5))} | ${seconds(percentile(values, 0.99))} |`
}

function render({ scenario, seen, acksMs, gapsMs, refused, broken, tookMs }: Measured): string {
  const ack = `p50 ${percentile(acksMs, 0.5).toFixed(1)} ms, p99 ${percentile(acksMs, 0.99).toFixed(1)} ms of ${acksMs.length}`
  const rows = [
    renderRow(
      'first message in the channel',
      seen.map(({ first }) => first),
    ),
    renderRow(
      'first settled step in the thread',
      seen.map(({ settled }) => settled),
    ),
    renderRow(
      'final state in the thread',
      seen.map(({ final }) => final),
    ),
    renderRow(
      'verdict in the channel',
      seen.map(({ verdict }) => verdict),
    ),
  ]
  return `## ${scenario.name[0]?.toUpperCase()}${scenario.name.slice(1)}
| after the command was typed | half of the runs | 99 % |
|---|---|---|
${rows.join('\n')}

Acknowledged: ${ack}. Least time between two updates of one message: ${leastGap(gapsMs)}. Calls refused for
rate: ${refused}. Runs without exactly one root message and one final checklist: ${broken.length}. Took ${seconds(tookMs)}.
`
}

/** With a part of a scenario's name only that is measured, and the page stays as it is. */
const wanted = process.argv[2]
const measured: Measured[] = []
for (const scenario of scenarios.filter(({ name }) => wanted === undefined || name.includes(wanted))) {
  console.log(`Measuring: ${scenario.name} …`)
  const result = await measure(scenario)
  console.log(render(result))
  measured.push(result)
}
const [load = 0] = loadavg()
const page = `# Slack benchmarks

\`npm run bench:slack\` wrote this page: the bot over Socket Mode against the local Slack of \`test/local-slack/\`, which enforces Slack's
rate limits (50 \`chat.update\` in any minute, one post a second in each channel after a burst of five). The checks are
replayed, seven steps of ${stepMs} ms each, so that Slack is measured and not the hosts. Bot, local Slack and emulate shared
one machine: ${cpus().length} cores, load ${load.toFixed(1)} at the end, Node ${process.versions.node}.

${measured.map(render).join('\n')}
Many checks at once wait for their turn: two messages and at least two updates each. Updates go at 45 a minute, because
Slack takes 50; posts go at 55 a minute in each channel, where Slack takes about one a second.

${await readSoakSection()}`
if (wanted === undefined) await writeFile(new URL('../../../docs/benchmarks-slack.md', import.meta.url), page)
process.exitCode = measured.some(({ refused, broken }) => refused > 0 || broken.length > 0) ? 1 : 0
