import type { BlockAction, MessageShortcut, SlashCommand, ViewOutput, ViewSubmitAction } from '@slack/bolt'
import type { ShownMessage, ShownView } from './board.ts'
import { asText, type Json } from './json.ts'
import type { Channel, Person, Workspace } from './workspace.ts'

/** Who did something, and the addresses by which the app may answer. */
export interface Actor {
  readonly workspace: Workspace
  readonly person: Person
  readonly triggerId: string
}

/** Slack's deprecated verification token; present in every payload and good for nothing. */
const token = 'local-verification-token'

/** The payloads as Bolt's types describe them, so that what we send is checked against what others say Slack sends. */
export function buildSlashCommand(
  { workspace, person, triggerId }: Actor,
  typed: { command: string; text: string; channel: Channel; responseUrl: string },
): SlashCommand {
  return {
    token,
    command: typed.command,
    text: typed.text,
    response_url: typed.responseUrl,
    trigger_id: triggerId,
    user_id: person.id,
    user_name: person.name,
    team_id: workspace.team.id,
    team_domain: workspace.team.domain,
    channel_id: typed.channel.id,
    channel_name: typed.channel.isPrivate ? 'privategroup' : typed.channel.name,
    api_app_id: workspace.bot.appId,
    is_enterprise_install: 'false',
  }
}

export function buildMessageAction(
  actor: Actor,
  clicked: { shown: ShownMessage; channel: Channel; action: BlockAction['actions'][number]; responseUrl: string },
): BlockAction {
  const { shown, channel } = clicked
  return {
    ...common(actor),
    type: 'block_actions',
    actions: [clicked.action],
    channel: { id: channel.id, name: channel.name },
    message: { type: 'message', ...shown.message, ts: shown.ts },
    state: { values: {} },
    response_url: clicked.responseUrl,
    container: {
      type: 'message',
      message_ts: shown.ts,
      channel_id: channel.id,
      is_ephemeral: shown.onlyFor !== undefined,
      ...(shown.threadTs ? { thread_ts: shown.threadTs } : {}),
    },
  }
}

export function buildViewAction(
  actor: Actor,
  clicked: { shown: ShownView; action: BlockAction['actions'][number] },
): Omit<BlockAction, 'response_url'> {
  return {
    ...common(actor),
    type: 'block_actions',
    actions: [clicked.action],
    view: viewOutput(clicked.shown.view),
    container: { type: 'view', view_id: clicked.shown.id },
  }
}

export function buildViewSubmission(actor: Actor, shown: ShownView, values: Json): ViewSubmitAction {
  return {
    ...common(actor),
    type: 'view_submission',
    view: viewOutput({ ...shown.view, state: { values } }),
    response_urls: [],
  }
}

export function buildMessageShortcut(
  actor: Actor,
  chosen: { callbackId: string; shown: ShownMessage; channel: Channel; responseUrl: string; actionTs: string },
): MessageShortcut {
  return {
    ...common(actor),
    type: 'message_action',
    callback_id: chosen.callbackId,
    message_ts: chosen.shown.ts,
    response_url: chosen.responseUrl,
    message: { type: 'message', ...chosen.shown.message, ts: chosen.shown.ts },
    channel: { id: chosen.channel.id, name: chosen.channel.name },
    action_ts: chosen.actionTs,
  }
}

/** An Events API body around one event (docs.slack.dev/apis/events-api). */
export function buildEvent(workspace: Workspace, event: Json, eventId: string): Json {
  return {
    token,
    team_id: workspace.team.id,
    api_app_id: workspace.bot.appId,
    event,
    type: 'event_callback',
    event_id: eventId,
    event_time: Math.floor(Number(asText(event['event_ts']))),
    authorizations: [{ enterprise_id: null, team_id: workspace.team.id, user_id: workspace.bot.userId, is_bot: true }],
    is_ext_shared_channel: false,
    event_context: `4-${eventId}`,
  }
}

function common({ workspace, person, triggerId }: Actor): {
  team: { id: string; domain: string }
  user: { id: string; name: string; username: string; team_id: string }
  api_app_id: string
  token: string
  trigger_id: string
} {
  const { team, bot } = workspace
  return {
    team: { id: team.id, domain: team.domain },
    user: { id: person.id, name: person.name, username: person.name, team_id: team.id },
    api_app_id: bot.appId,
    token,
    trigger_id: triggerId,
  }
}

function viewOutput(view: Json): ViewOutput {
  return { previous_view_id: null, ...view } as unknown as ViewOutput
}
