import { setTimeout as wait } from 'node:timers/promises'
import { App, type BlockAction, type ButtonAction, type Logger, type Receiver } from '@slack/bolt'
import type { ModalView } from '@slack/types'
import type { WebClient } from '@slack/web-api'
import { actionIds } from '../report/slack/actions.ts'
import { buildServicePickerModal, buildServicesList, servicePicker } from '../report/slack/answers.ts'
import { buildEvidenceModal, evidenceActionIds } from '../report/slack/evidence-modal.ts'
import { answerPatiently, askerInThread, messageOf } from './ask-in-thread.ts'
import { explainMessage } from './explain-message.ts'
import { findServicesNamed } from './find-services-named.ts'
import { type ModalOpening, openModal } from './open-modal.ts'
import { parseCommand } from './parse-command.ts'
import { parsePickedFor, renderPickedFor } from './picked-for.ts'
import { repeatCall } from './repeat-call.ts'
import type { Requester } from './requester.ts'
import { type Actor, runAction } from './run-action.ts'
import { listOf, runCommand } from './run-command.ts'
import type { KnownRun } from './run-registry.ts'
import { createSeenOnce } from './seen-once.ts'
import type { SlackContext } from './start-run.ts'
import { turnAway } from './turn-away.ts'

/** The message shortcut of `manifest.yml`: 'Check this service'; Slack shows at most 24 characters. */
const shortcutId = 'check_behind_message'

/** The other one: 'Explain this'. */
const explainShortcutId = 'explain_message'

/** For the messages of interrupted runs; grace and this together stay under the ten seconds that containers get. */
const lastWordsMs = 1500

/** How long a page of an open modal is tried; whoever looks at it has clicked again by then. */
const turnPageMs = 5000

export interface SlackApp {
  start(): Promise<void>
  /** Takes nothing new, waits for what is being done (at most `graceMs`), then closes. */
  stop(graceMs: number): Promise<void>
}

/** Bolt's listeners over one context; the same under Socket Mode and HTTP. Every listener acknowledges before it works. */
export function createSlackApp(options: {
  context: SlackContext
  receiver: Receiver
  client: WebClient
  botUserId: string
  botId: string
  token: string
  logger?: Logger
  /** What answers to commands are sent with; default: Node's own. */
  fetch?: typeof fetch
}): SlackApp {
  const { context, client } = options
  const app = new App({
    receiver: options.receiver,
    ...(options.logger ? { logger: options.logger } : {}),
    ...(options.fetch ? { clientOptions: { fetch: options.fetch } } : {}),
    // Given, so that Bolt does not ask on its own: its question is not awaited and a bad token would end the process.
    authorize: () => Promise.resolve({ botToken: options.token, botId: options.botId, botUserId: options.botUserId }),
  })
  let isStarted = false
  const inFlight = new Set<Promise<unknown>>()
  const isFirst = createSeenOnce()
  /** Runs behind the acknowledgement; what it throws is logged and never reaches Bolt. */
  const behind = (key: string, work: () => Promise<unknown>): void => {
    if (!isFirst(key)) return
    const done: Promise<unknown> = work()
      .catch((error: unknown) => context.world.log.error({ err: error }, 'a Slack listener failed'))
      .finally(() => inFlight.delete(done))
    inFlight.add(done)
  }
  listen(app, { context, client, behind })
  listenToExplainShortcut(app, { client, behind, token: options.token })
  app.error((error) => {
    context.world.log.error({ err: error }, 'Bolt reported an error')
    return Promise.resolve()
  })
  return {
    start: async () => {
      await app.start()
      isStarted = true
    },
    stop: async (graceMs) => {
      const deadline = AbortSignal.timeout(graceMs)
      const interrupted = new Promise((resolve) => deadline.addEventListener('abort', resolve, { once: true }))
      // A receiver that never came up has nothing to stop, and says so by throwing.
      await app.stop().catch((error: unknown) => (isStarted ? Promise.reject(error) : undefined))
      await Promise.race([Promise.allSettled([...inFlight, context.registry.allDone()]), interrupted])
      for (const run of context.registry.live()) {
        run.abort.abort(new Error('the bot was stopped'))
        run.follower.interrupt('the bot was stopped')
      }
      // What was interrupted says so before the process ends.
      await Promise.race([context.registry.allDone(), wait(lastWordsMs)])
      context.close()
    },
  }
}

interface Listening {
  readonly context: SlackContext
  readonly client: WebClient
  readonly behind: (key: string, work: () => Promise<unknown>) => void
}

function listen(app: App, listening: Listening): void {
  listenToCommand(app, listening)
  listenToMentions(app, listening)
  listenToShortcut(app, listening)
  listenToPicker(app, listening)
  listenToButtons(app, listening)
  listenToEvidence(app, listening)
}

function listenToCommand(app: App, { context, client, behind }: Listening): void {
  app.command('/503', async ({ command, ack, respond }) => {
    const receivedAtMs = context.world.now()
    await ack()
    behind(`command ${command.trigger_id}`, () => {
      const requester: Requester = {
        user: command.user_id,
        channel: command.channel_id,
        answer: (message) => answerPatiently(() => respond({ response_type: 'ephemeral', ...messageOf(message) })),
        pickService: (services) => {
          const view = buildServicePickerModal(services, renderPickedFor({ channel: command.channel_id }))
          return openWithTrigger(view, { trigger: command.trigger_id, receivedAtMs }, { client, context })
        },
      }
      return runCommand(parseCommand(command.text), requester, context)
    })
  })
}

function listenToMentions(app: App, { context, client, behind }: Listening): void {
  app.event('app_mention', async ({ event, body }) => {
    const { user, channel } = event
    if (!user) return
    const threadTs = event.thread_ts ?? event.ts
    behind(`event ${body.event_id}`, () =>
      runCommand(
        parseCommand(event.text.replace(/^.*?<@[^>]+>/s, '')),
        askerInThread(client, { user, channel, threadTs }),
        context,
      ),
    )
  })
}

function listenToShortcut(app: App, { context, client, behind }: Listening): void {
  app.shortcut(shortcutId, async ({ shortcut, ack }) => {
    const receivedAtMs = context.world.now()
    await ack()
    if (shortcut.type !== 'message_action') return
    const { channel, message, user, trigger_id: trigger } = shortcut
    behind(`shortcut ${trigger}`, async () => {
      const threadTs = message.thread_ts ?? message.ts
      const requester = askerInThread(client, { user: user.id, channel: channel.id, threadTs })
      const named = findServicesNamed(JSON.stringify(message), context.world.services)
      const [service] = named
      if (service !== undefined && named.length === 1)
        return runCommand({ kind: 'check', service, hosts: [], only: [] }, requester, context)
      const visible = await context.door.visible(requester, context.world.services)
      const visibleNamed = visible.filter((name) => named.includes(name))
      const services = visibleNamed.length > 0 ? visibleNamed : visible
      if (services.length === 0) return requester.answer(listOf(services))
      const view = buildServicePickerModal(services, renderPickedFor({ channel: channel.id, threadTs }))
      const opening = await openWithTrigger(view, { trigger, receivedAtMs }, { client, context })
      if (opening.kind === 'not-opened')
        await requester.answer(
          buildServicesList(services, 'Slack opened no list. Type @503 check and one of these here'),
        )
    })
  })
}

function listenToExplainShortcut(
  app: App,
  { client, behind, token }: Pick<Listening, 'client' | 'behind'> & { readonly token: string },
): void {
  app.shortcut(explainShortcutId, async ({ shortcut, ack }) => {
    await ack()
    if (shortcut.type !== 'message_action') return
    const { channel, message, user, trigger_id: trigger } = shortcut
    behind(`shortcut ${trigger}`, async () => {
      const requester = askerInThread(client, {
        user: user.id,
        channel: channel.id,
        threadTs: message.thread_ts ?? message.ts,
      })
      return requester.answer(await explainMessage(message, { client, token }))
    })
  })
}

function listenToPicker(app: App, { context, client, behind }: Listening): void {
  app.view(servicePicker.callback, async ({ ack, body, view }) => {
    await ack()
    behind(`view ${view.id} ${view.hash}`, () => {
      const picked = view.state.values[servicePicker.block]?.[servicePicker.action]?.selected_option?.value
      const { channel, threadTs } = parsePickedFor(view.private_metadata)
      const requester = askerInThread(client, { user: body.user.id, channel, ...(threadTs ? { threadTs } : {}) })
      return picked
        ? runCommand({ kind: 'check', service: picked, hosts: [], only: [] }, requester, context)
        : Promise.resolve()
    })
  })
}

function listenToButtons(app: App, { context, client, behind }: Listening): void {
  app.action<BlockAction<ButtonAction>>(
    new RegExp(`^(?:${Object.values(actionIds).join('|').replaceAll('.', String.raw`\.`)})$`),
    async ({ action, ack, body }) => {
      const receivedAtMs = context.world.now()
      await ack()
      const channel = body.channel?.id ?? body.container['channel_id']
      const threadTs = body.message?.['thread_ts'] ?? body.message?.ts ?? body.container['thread_ts']
      behind(`action ${action.action_ts} ${body.user.id} ${action.action_id}`, () => {
        const actor: Actor = {
          ...askerInThread(client, { user: body.user.id, channel, threadTs }),
          openModal: (view) => openWithTrigger(view, { trigger: body.trigger_id, receivedAtMs }, { client, context }),
        }
        return runAction(action.action_id, action.value ?? '', { actor, context })
      })
    },
  )
}

function listenToEvidence(app: App, { context, client, behind }: Listening): void {
  app.action<BlockAction<ButtonAction>>(
    new RegExp(`^(?:${evidenceActionIds.step}|${evidenceActionIds.page})\\.`),
    async ({ action, ack, body }) => {
      await ack()
      if (!body.view) return
      const { id, private_metadata: runId } = body.view
      behind(`action ${action.action_ts} ${body.user.id} ${action.action_id}`, async () => {
        const run = context.registry.get(runId)
        const report = run?.report
        const [step = '', page = '0'] = (action.value ?? '').split(':')
        const known = report?.steps.find((candidate) => candidate.id === step)
        if (!run || !report || !known) return
        const requester = askerInThread(client, { user: body.user.id, ...placeOf(run) })
        if (await turnAway(requester, { verb: 'look', service: run.scope.service }, context)) return
        const view = buildEvidenceModal(report, { step: known.id, page: Number(page) || 0, runId })
        const { now } = context.world
        await repeatCall(() => client.views.update({ view_id: id, view }), { untilMs: now() + turnPageMs, now })
      })
    },
  )
}

/** A modal belongs to no channel; what it shows was found in the run's. */
function placeOf({ channel, threadTs }: KnownRun): { channel: string; threadTs?: string } {
  return { channel, ...(threadTs ? { threadTs } : {}) }
}

async function openWithTrigger(
  view: ModalView,
  { trigger, receivedAtMs }: { trigger: string; receivedAtMs: number },
  { client, context }: Pick<Listening, 'client' | 'context'>,
): Promise<ModalOpening> {
  const { now, log } = context.world
  const opening = await openModal(() => client.views.open({ trigger_id: trigger, view }), { receivedAtMs, now })
  if (opening.kind === 'not-opened') log.warn({ failure: opening.failure }, 'a modal was not opened')
  return opening
}
