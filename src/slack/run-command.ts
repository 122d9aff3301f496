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
import type { Command } from './parse-command.ts'
import type { Requester } from './requester.ts'
import { type SlackContext, startRun } from './start-run.ts'
import { turnAway } from './turn-away.ts'

/** What a closed channel means, and what to do about it. */
const closedHints: Readonly<Record<string, string>> = {
  not_in_channel: 'I am not in this channel. Type /invite @503 and ask again.',
  channel_not_found: 'I cannot see this channel. Type /invite @503 in it and ask again.',
  is_archived: 'This channel is archived; ask in another one.',
  restricted_action: 'This workspace does not let me write here; ask an administrator, or use another channel.',
}

const explainTimeoutMs = 15_000

/** Does what a command says. Every command gets an answer; only `check` is seen by others. */
export async function runCommand(command: Command, requester: Requester, context: SlackContext): Promise<void> {
  const { world } = context
  switch (command.kind) {
    case 'help':
      return requester.answer(buildHelp())
    case 'services':
      return requester.answer(listOf(await context.door.visible(requester, world.services)))
    case 'status':
      return requester.answer(plain(await describeStatus(requester, context)))
    case 'explain':
      return explain(command.url, requester, context)
    case 'explain-text':
      return requester.answer(explainPasted(command.text))
    case 'misunderstood':
      return requester.answer(plain(`${command.problem}. Try /503 help.`))
    case 'pick':
      return pick(requester, context)
    case 'recheck':
      return recheck(requester, context)
    case 'check':
      return check(command, requester, context)
    default:
      return command satisfies never
  }
}

async function check(
  asked: Extract<Command, { kind: 'check' }>,
  requester: Requester,
  context: SlackContext,
): Promise<void> {
  const { world, registry, door } = context
  const service =
    world.services.find((name) => name === asked.service) ??
    world.services.find((name) => name.toLowerCase() === asked.service.toLowerCase())
  if (service === undefined) {
    const visible = await door.visible(requester, world.services)
    return requester.answer(buildUnknownService(asked.service, nearestNames(asked.service, visible)))
  }
  if (await turnAway(requester, { verb: 'run', service }, context)) return
  const problem = asked.hosts.length > 0 ? world.hostProblem?.({ service, hosts: asked.hosts }) : undefined
  if (problem !== undefined) return requester.answer(plain(problem))
  const mutedThread = registry.mutedThread({ channel: requester.channel, service }, world.now())
  const threadTs = requester.threadTs ?? mutedThread
  const started = await startRun(
    {
      scope: { service, hosts: asked.hosts, only: asked.only },
      channel: requester.channel,
      askedBy: requester.user,
      ...(threadTs ? { threadTs } : {}),
    },
    context,
  )
  if (started.kind === 'given-up') {
    return requester.answer(
      plain(
        closedHints[started.reason] ?? `Slack did not take the message (${started.reason}). The check was not made.`,
      ),
    )
  }
  if (!requester.threadTs && mutedThread)
    await requester.answer(plain(`${service} is muted in this channel: this check is in the earlier thread.`))
}

async function pick(requester: Requester, { world, door }: SlackContext): Promise<void> {
  const services = await door.visible(requester, world.services)
  if (!requester.pickService || services.length === 0) return requester.answer(listOf(services))
  const opening = await requester.pickService(services)
  if (opening.kind === 'not-opened')
    await requester.answer(buildServicesList(services, 'Slack opened no list. Type /503 check and one of these'))
}

async function recheck(requester: Requester, context: SlackContext): Promise<void> {
  const known = requester.threadTs ? context.registry.inThread(requester.channel, requester.threadTs)?.scope : undefined
  const scope = known ?? (await requester.threadScope?.())
  if (scope === undefined)
    return requester.answer(plain('There is no check in this thread to repeat. Try "check <service>".'))
  return check({ kind: 'check', ...scope }, requester, context)
}

/** What somebody may look at; where that is nothing, why the list is empty. */
export function listOf(services: readonly string[]): SlackMessage {
  if (services.length > 0) return buildServicesList(services)
  return plain('There is no service that you may check here: see allow of the services in services.yml.')
}

async function explain(url: string, requester: Requester, context: SlackContext): Promise<void> {
  const { world, door } = context
  const services = world.servicesAt(url)
  const [service] = services
  if (service !== undefined && (await door.visible(requester, services)).length === 0)
    return void (await turnAway(requester, { verb: 'look', service }, context))
  const answer = await world.explain(url, { signal: AbortSignal.timeout(explainTimeoutMs) })
  return requester.answer(answer.kind === 'explained' ? buildExplainMessage(url, answer) : plain(answer.detail))
}

async function describeStatus(requester: Requester, { registry, world, door }: SlackContext): Promise<string> {
  const services = await door.visible(requester, world.services)
  const live = registry.live().filter((run) => services.includes(run.scope.service))
  if (live.length === 0) return `No check is running; ${services.length} services can be checked.`
  const names = live.map((run) => run.scope.service).join(', ')
  return `${live.length} ${live.length === 1 ? 'check is' : 'checks are'} running: ${names}.`
}
