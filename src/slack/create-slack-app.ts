import { setTimeout as wait } from 'node:timers/promises'
import { App, type BlockAction, type ButtonAction, type Receiver } from '@slack/bolt'
import type { WebClient } from '@slack/web-api'
import { actionIds } from '../report/slack/actions.ts'
import { buildServicePickerModal, servicePicker } from '../report/slack/answers.ts'
import { buildEvidenceModal, evidenceActionIds } from '../report/slack/evidence-modal.ts'
import type { SlackMessage } from '../report/slack/root-message.ts'
import { findThreadService } from './create-slack-calls.ts'
import { parseCommand } from './parse-command.ts'
import { type Clicker, runAction } from './run-action.ts'
import { type Asker, runCommand } from './run-command.ts'
import { createSeenOnce } from './seen-once.ts'
import type { SlackOffice } from './start-run.ts'

/** The message shortcut of `manifest.yml`: 'Check this service'; Slack shows at most 24 characters. */
const shortcutId = 'check_behind_message'

/** For the messages of interrupted runs; grace and this together stay under the ten seconds that containers get. */
const lastWordsMs = 1500

export interface SlackApp {
  start(): Promise<void>
  /** Takes nothing new, waits for what is being done (at most `graceMs`), then closes. */
  stop(graceMs: number): Promise<void>
}

/** Bolt's listeners over one office; the same under Socket Mode and HTTP. Every listener acknowledges before it works. */
export function createSlackApp(options: {
  office: SlackOffice
  receiver: Receiver
  client: WebClient
  botUserId: string
  botId: string
  token: string
}): SlackApp {
  const { office, client } = options
  const app = new App({
    receiver: options.receiver,
    // Given, so that Bolt does not ask on its own: its question is not awaited and a bad token would end the process.
    authorize: () => Promise.resolve({ botToken: options.token, botId: options.botId, botUserId: options.botUserId }),
  })
  const inFlight = new Set<Promise<unknown>>()
  const isFirst = createSeenOnce()
  /** Runs behind the acknowledgement; what it throws is logged and never reaches Bolt. */
  const behind = (key: string, work: () => Promise<unknown>): void => {
    if (!isFirst(key)) return
    const done: Promise<unknown> = work()
      .catch((error: unknown) => office.world.log.error({ err: error }, 'a Slack listener failed'))
      .finally(() => inFlight.delete(done))
    inFlight.add(done)
  }
  listen(app, { office, client, behind })
  app.error((error) => {
    office.world.log.error({ err: error }, 'Bolt reported an error')
    return Promise.resolve()
  })
  return {
    start: async () => {
      await app.start()
    },
    stop: async (graceMs) => {
      const deadline = AbortSignal.timeout(graceMs)
      const interrupted = new Promise((resolve) => deadline.addEventListener('abort', resolve, { once: true }))
      await app.stop()
      await Promise.race([Promise.allSettled([...inFlight, office.registry.allDone()]), interrupted])
      for (const run of office.registry.live()) {
        run.abort.abort(new Error('the bot was stopped'))
        run.follower.interrupt('the bot was stopped')
      }
      // What was interrupted says so before the process ends.
      await Promise.race([office.registry.allDone(), wait(lastWordsMs)])
    },
  }
}

interface Listening {
  readonly office: SlackOffice
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

function listenToCommand(app: App, { office, client, behind }: Listening): void {
  app.command('/503', async ({ command, ack, respond }) => {
    await ack()
    behind(`command ${command.trigger_id}`, () => {
      const asker: Asker = {
        user: command.user_id,
        channel: command.channel_id,
        answer: async (message) => void (await respond({ response_type: 'ephemeral', ...messageOf(message) })),
        pickService: async () =>
          void (await client.views.open({
            trigger_id: command.trigger_id,
            view: buildServicePickerModal(office.world.services, pickedFor({ channel: command.channel_id })),
          })),
      }
      return runCommand(parseCommand(command.text), asker, office)
    })
  })
}

function listenToMentions(app: App, { office, client, behind }: Listening): void {
  app.event('app_mention', async ({ event, body }) => {
    const { user, channel } = event
    if (!user) return
    const threadTs = event.thread_ts ?? event.ts
    behind(`event ${body.event_id}`, () =>
      runCommand(
        parseCommand(event.text.replace(/^.*?<@[^>]+>/s, '')),
        askerInThread(client, { user, channel, threadTs }),
        office,
      ),
    )
  })
}

function listenToShortcut(app: App, { office, client, behind }: Listening): void {
  app.shortcut(shortcutId, async ({ shortcut, ack }) => {
    await ack()
    if (shortcut.type !== 'message_action') return
    const { channel, message, user, trigger_id: trigger } = shortcut
    behind(`shortcut ${trigger}`, async () => {
      const threadTs = message.thread_ts ?? message.ts
      const named = findServices(JSON.stringify(message), office.world.services)
      const [service] = named
      if (service !== undefined && named.length === 1) {
        return runCommand(
          { kind: 'check', service, hosts: [], only: [] },
          askerInThread(client, { user: user.id, channel: channel.id, threadTs }),
          office,
        )
      }
      await client.views.open({
        trigger_id: trigger,
        view: buildServicePickerModal(
          named.length > 0 ? named : office.world.services,
          pickedFor({ channel: channel.id, threadTs }),
        ),
      })
    })
  })
}

function listenToPicker(app: App, { office, client, behind }: Listening): void {
  app.view(servicePicker.callback, async ({ ack, body, view }) => {
    await ack()
    behind(`view ${view.id} ${view.hash}`, () => {
      const picked = view.state.values[servicePicker.block]?.[servicePicker.action]?.selected_option?.value
      const { channel, threadTs } = readPickedFor(view.private_metadata)
      const asker = askerInThread(client, { user: body.user.id, channel, ...(threadTs ? { threadTs } : {}) })
      return picked
        ? runCommand({ kind: 'check', service: picked, hosts: [], only: [] }, asker, office)
        : Promise.resolve()
    })
  })
}

function listenToButtons(app: App, { office, client, behind }: Listening): void {
  app.action<BlockAction<ButtonAction>>(
    new RegExp(`^(?:${Object.values(actionIds).join('|').replaceAll('.', String.raw`\.`)})$`),
    async ({ action, ack, body }) => {
      await ack()
      const channel = body.channel?.id ?? body.container['channel_id']
      const threadTs = body.message?.['thread_ts'] ?? body.message?.ts ?? body.container['thread_ts']
      behind(`action ${action.action_ts} ${body.user.id} ${action.action_id}`, () => {
        const clicker: Clicker = {
          ...askerInThread(client, { user: body.user.id, channel, threadTs }),
          openModal: async (view) => void (await client.views.open({ trigger_id: body.trigger_id, view })),
        }
        return runAction(action.action_id, action.value ?? '', { clicker, office })
      })
    },
  )
}

function listenToEvidence(app: App, { office, client, behind }: Listening): void {
  app.action<BlockAction<ButtonAction>>(
    new RegExp(`^(?:${evidenceActionIds.step}|${evidenceActionIds.page})\\.`),
    async ({ action, ack, body }) => {
      await ack()
      if (!body.view) return
      const { id, private_metadata: runId } = body.view
      behind(`action ${action.action_ts} ${body.user.id} ${action.action_id}`, async () => {
        const report = office.registry.get(runId)?.report
        const [step = '', page = '0'] = (action.value ?? '').split(':')
        const known = report?.steps.find((candidate) => candidate.id === step)
        if (report && known)
          await client.views.update({
            view_id: id,
            view: buildEvidenceModal(report, { step: known.id, page: Number(page) || 0, runId }),
          })
      })
    },
  )
}

/** Somebody in a thread (or a channel), answered so that only they see it. */
function askerInThread(client: WebClient, at: { user: string; channel: string; threadTs?: string }): Asker {
  const { user, channel, threadTs } = at
  return {
    user,
    channel,
    ...(threadTs ? { threadTs, threadService: () => findThreadService(client, { channel, threadTs }) } : {}),
    answer: async (message) => {
      await client.chat.postEphemeral({
        channel,
        user,
        ...messageOf(message),
        ...(threadTs ? { thread_ts: threadTs } : {}),
      })
    },
  }
}

function messageOf(message: SlackMessage): { text: string; blocks?: never } {
  return { text: message.text, ...(message.blocks ? { blocks: [...message.blocks] as never } : {}) }
}

function pickedFor(at: { channel: string; threadTs?: string }): string {
  return JSON.stringify(at)
}

function readPickedFor(metadata: string): { channel: string; threadTs?: string } {
  const { channel, threadTs } = JSON.parse(metadata) as { channel?: unknown; threadTs?: unknown }
  return { channel: String(channel), ...(typeof threadTs === 'string' ? { threadTs } : {}) }
}

/** Services named in a message, as whole words. */
function findServices(content: string, services: readonly string[]): readonly string[] {
  const words = new Set(
    content
      .toLowerCase()
      .split(/[^\w.-]+/)
      .flatMap((word) => [word, word.replace(/[.-]+$/, '')]),
  )
  return services.filter((service) => words.has(service.toLowerCase()))
}
