import { nearestNames } from '../lib/nearest-names.ts'
import {
  buildExplainMessage,
  buildHelp,
  buildServicesList,
  buildUnknownService,
  plain,
} from '../report/slack/answers.ts'
import type { SlackMessage } from '../report/slack/root-message.ts'
import { explainPasted } from './explain-pasted.ts'
import type { ModalOpening } from './open-modal.ts'
import type { Command } from './parse-command.ts'
import type { Scope } from './scope.ts'
import { type SlackOffice, startRun } from './start-run.ts'
import { turnAway } from './turn-away.ts'

/** Who asked, where, and how to answer only them. */
export interface Asker {
  readonly user: string
  readonly channel: string
  readonly threadTs?: string
  /** Seen by the asker alone. */
  readonly answer: (message: SlackMessage) => Promise<void>
  /** Opens the modal that picks one of these services; absent where Slack gives no trigger (mentions). */
  readonly pickService?: (services: readonly string[]) => Promise<ModalOpening>
  /** What the check behind the asker's thread looked at: that of this run, or else the thread's first. */
  readonly threadScope?: (runId?: string) => Promise<Scope | undefined>
}

/** What a closed channel means, and what to do about it. */
const closedHints: Readonly<Record<string, string>> = {
  not_in_channel: 'I am not in this channel. Type /invite @503 and ask again.',
  channel_not_found: 'I cannot see this channel. Type /invite @503 in it and ask again.',
  is_archived: 'This channel is archived; ask in another one.',
  restricted_action: 'This workspace does not let me write here; ask an administrator, or use another channel.',
}

const explainTimeoutMs = 15_000

/** Does what a command says. Every command gets an answer; only `check` is seen by others. */
export async function runCommand(command: Command, asker: Asker, office: SlackOffice): Promise<void> {
  const { world } = office
  switch (command.kind) {
    case 'help':
      return asker.answer(buildHelp())
    case 'services':
      return asker.answer(listOf(await office.door.visible(asker, world.services)))
    case 'status':
      return asker.answer(plain(await describeStatus(asker, office)))
    case 'explain':
      return explain(command.url, asker, office)
    case 'explain-text':
      return asker.answer(explainPasted(command.text))
    case 'misunderstood':
      return asker.answer(plain(`${command.problem}. Try /503 help.`))
    case 'pick':
      return pick(asker, office)
    case 'recheck':
      return recheck(asker, office)
    case 'check':
      return check(command, asker, office)
    default:
      return command satisfies never
  }
}

async function check(asked: Extract<Command, { kind: 'check' }>, asker: Asker, office: SlackOffice): Promise<void> {
  const { world, registry, door } = office
  const service =
    world.services.find((name) => name === asked.service) ??
    world.services.find((name) => name.toLowerCase() === asked.service.toLowerCase())
  if (service === undefined) {
    const visible = await door.visible(asker, world.services)
    return asker.answer(buildUnknownService(asked.service, nearestNames(asked.service, visible)))
  }
  if (await turnAway(asker, { verb: 'run', service }, office)) return
  const problem = asked.hosts.length > 0 ? world.hostProblem?.({ service, hosts: asked.hosts }) : undefined
  if (problem !== undefined) return asker.answer(plain(problem))
  const mutedThread = registry.mutedThread({ channel: asker.channel, service }, world.now())
  const threadTs = asker.threadTs ?? mutedThread
  const started = await startRun(
    {
      scope: { service, hosts: asked.hosts, only: asked.only },
      channel: asker.channel,
      askedBy: asker.user,
      ...(threadTs ? { threadTs } : {}),
    },
    office,
  )
  if (started.kind === 'given-up') {
    return asker.answer(
      plain(
        closedHints[started.reason] ?? `Slack did not take the message (${started.reason}). The check was not made.`,
      ),
    )
  }
  if (!asker.threadTs && mutedThread)
    await asker.answer(plain(`${service} is muted in this channel: this check is in the earlier thread.`))
}

async function pick(asker: Asker, { world, door }: SlackOffice): Promise<void> {
  const services = await door.visible(asker, world.services)
  if (!asker.pickService || services.length === 0) return asker.answer(listOf(services))
  const opening = await asker.pickService(services)
  if (opening.kind === 'not-opened')
    await asker.answer(buildServicesList(services, 'Slack opened no list. Type /503 check and one of these'))
}

async function recheck(asker: Asker, office: SlackOffice): Promise<void> {
  const known = asker.threadTs ? office.registry.inThread(asker.channel, asker.threadTs)?.scope : undefined
  const scope = known ?? (await asker.threadScope?.())
  if (scope === undefined)
    return asker.answer(plain('There is no check in this thread to repeat. Try "check <service>".'))
  return check({ kind: 'check', ...scope }, asker, office)
}

/** What somebody may look at; where that is nothing, why the list is empty. */
export function listOf(services: readonly string[]): SlackMessage {
  if (services.length > 0) return buildServicesList(services)
  return plain('There is no service that you may check here: see allow of the services in services.yml.')
}

async function explain(url: string, asker: Asker, office: SlackOffice): Promise<void> {
  const { world, door } = office
  const services = world.servicesAt(url)
  const [service] = services
  if (service !== undefined && (await door.visible(asker, services)).length === 0)
    return void (await turnAway(asker, { verb: 'look', service }, office))
  const answer = await world.explain(url, { signal: AbortSignal.timeout(explainTimeoutMs) })
  return asker.answer(answer.kind === 'explained' ? buildExplainMessage(url, answer) : plain(answer.detail))
}

async function describeStatus(asker: Asker, { registry, world, door }: SlackOffice): Promise<string> {
  const services = await door.visible(asker, world.services)
  const live = registry.live().filter((run) => services.includes(run.scope.service))
  if (live.length === 0) return `No check is running; ${services.length} services can be checked.`
  const names = live.map((run) => run.scope.service).join(', ')
  return `${live.length} ${live.length === 1 ? 'check is' : 'checks are'} running: ${names}.`
}
