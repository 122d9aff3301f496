import { randomBytes } from 'node:crypto'
import type { BlockAction } from '@slack/bolt'
import type { Ack, Envelope } from './deliver.ts'
import { findButton } from './find-button.ts'
import { asJson, asText, type Json } from './json.ts'
import {
  type Actor,
  buildEvent,
  buildMessageAction,
  buildMessageShortcut,
  buildSlashCommand,
  buildViewAction,
  buildViewSubmission,
} from './payloads.ts'
import type { ResponseUrls } from './response-urls.ts'
import type { LocalSlackState } from './state.ts'
import type { Channel, Person } from './workspace.ts'

/** What came of something that a person did: whether the app took it, and the trigger that its answer may carry. */
export interface Outcome {
  readonly ack: Ack | { readonly kind: 'not-sent'; readonly reason: string }
  readonly triggerId: string
  /** The id at the end of the `response_url` that was sent along. */
  readonly responseId: string
  /** Of the message that was posted by typing it. */
  readonly ts: string
}

/** The hands of the people in the workspace: everything they can do, as Slack passes it on to the app. */
export interface People {
  /** Types a line: a slash command, or a message in which `@503` mentions the bot. */
  type(line: { user: string; channel: string; text: string; threadTs?: string }): Promise<Outcome>
  /** Clicks a button of a message or of an open modal; the button must be there. */
  click(at: { user: string; actionId: string; channel?: string; ts?: string; viewId?: string }): Promise<Outcome>
  /** Submits a modal with `values[block][action]`. */
  submit(modal: { user: string; viewId: string; values: Json }): Promise<Outcome>
  close(modal: { user: string; viewId: string }): void
  /** Chooses a shortcut from a message's menu. */
  shortcut(on: { user: string; channel: string; ts: string; callbackId: string }): Promise<Outcome>
}

export function createPeople(
  state: LocalSlackState,
  given: { responseUrls: ResponseUrls; deliver: (envelope: Envelope) => Promise<Ack> },
): People {
  const { workspace, board } = state
  const { responseUrls, deliver } = given

  const actorOf = async (user: string): Promise<Actor> => {
    const person = findPerson(workspace.people, user)
    const minted = await workspace.call('views.generateTriggerId', { user_id: person.id }, { kind: 'bot' })
    const triggerId = asText(minted?.['trigger_id'])
    state.triggers.set(triggerId, person.id)
    return { workspace, person, triggerId }
  }
  const slackbot = (channel: string, user: string, text: string, threadTs?: string): void => {
    const thread = threadTs ? { thread_ts: threadTs } : {}
    board.showMessage(channel, { type: 'message', user: 'USLACKBOT', ts: state.newTs(), text, ...thread }, user)
  }
  const outcomeOf = (ack: Outcome['ack'], more: Partial<Omit<Outcome, 'ack'>> = {}): Outcome => ({
    ack,
    triggerId: '',
    responseId: '',
    ts: '',
    ...more,
  })
  const runCommand = async (channel: Channel, user: string, text: string): Promise<Outcome> => {
    const [, command = '', rest = ''] = /^(\/\S*)\s?(.*)$/s.exec(text) ?? []
    if (command === '/invite' || command === '/archive') return runBuiltIn(channel, user, command, rest)
    if (!state.manifest.commands.some((known) => known.command === command)) {
      slackbot(channel.id, user, `${command} is not a valid command.`)
      return outcomeOf({ kind: 'not-sent', reason: 'not a command of the app' })
    }
    const actor = await actorOf(user)
    const responseUrl = responseUrls.issue({ user: actor.person.id, channel: channel.id })
    const payload = { ...buildSlashCommand(actor, { command, text: rest, channel, responseUrl }) }
    const ack = await deliver({ type: 'slash_commands', payload })
    if (ack.kind === 'failed') slackbot(channel.id, user, `${command} failed because the app did not respond.`)
    else if (hasContent(asAnswer(ack.payload))) await responseUrls.answer(lastOf(responseUrl), asAnswer(ack.payload))
    return outcomeOf(ack, { triggerId: actor.triggerId, responseId: lastOf(responseUrl) })
  }
  const runBuiltIn = async (channel: Channel, user: string, command: string, rest: string): Promise<Outcome> => {
    if (command === '/archive') {
      await workspace.call('conversations.archive', { channel: channel.id }, { kind: 'admin' })
      channel.isArchived = true
    } else if (rest.trim().replace(/^@/, '') === state.manifest.name) {
      const fields = { channel: channel.id, users: workspace.bot.userId }
      await workspace.call('conversations.invite', fields, { kind: 'admin' })
      channel.hasBot = true
      slackbot(channel.id, user, `You invited @${state.manifest.name}.`)
    } else slackbot(channel.id, user, `Nobody here is called ${rest}.`)
    board.channelChanged(channel.id)
    return outcomeOf({ kind: 'not-sent', reason: 'done by Slack itself' })
  }
  const post = async (
    channel: Channel,
    person: Person,
    line: { text: string; threadTs?: string | undefined },
  ): Promise<Outcome> => {
    const text = encodeTyped(line.text, { name: state.manifest.name, userId: workspace.bot.userId })
    const thread = line.threadTs ? { thread_ts: line.threadTs } : {}
    const fields = { channel: channel.id, text, ...thread }
    const posted = await workspace.call('chat.postMessage', fields, { kind: 'person', name: person.name })
    if (posted?.['ok'] !== true) return outcomeOf({ kind: 'not-sent', reason: asText(posted?.['error']) })
    const message = asJson(posted['message'])
    board.showMessage(channel.id, message)
    const ts = asText(message['ts'])
    const mention = `<@${workspace.bot.userId}>`
    if (!text.includes(mention)) return outcomeOf({ kind: 'not-sent', reason: 'no mention' }, { ts })
    if (!channel.hasBot || !state.manifest.botEvents.includes('app_mention')) {
      slackbot(channel.id, person.id, `@${state.manifest.name} is not in this channel. Type /invite @503.`)
      return outcomeOf({ kind: 'not-sent', reason: 'the app is not in the channel' }, { ts })
    }
    const event = { type: 'app_mention', user: person.id, text, ts, channel: channel.id, event_ts: ts, ...thread }
    const eventId = `Ev${randomBytes(8).toString('hex').toUpperCase()}`
    const ack = await deliver({ type: 'events_api', payload: buildEvent(workspace, event, eventId) })
    return outcomeOf(ack, { ts })
  }
  const channelOf = (id: string): Channel => {
    const channel = workspace.channels.get(id)
    if (!channel) throw new Error(`There is no channel ${id}`)
    return channel
  }

  return {
    type: async ({ user, channel, text, threadTs }) => {
      const at = channelOf(channel)
      const person = findPerson(workspace.people, user)
      if (!text.startsWith('/')) return post(at, person, { text, threadTs })
      if (!threadTs) return runCommand(at, person.id, text)
      slackbot(channel, person.id, `${text.split(' ')[0]} is not supported in threads. Sorry!`, threadTs)
      return outcomeOf({ kind: 'not-sent', reason: 'commands do not work in threads' })
    },
    click: async ({ user, actionId, channel, ts, viewId }) => {
      const view = viewId ? board.view(viewId) : undefined
      const shown = channel && ts ? board.message(channel, ts) : undefined
      const found = findButton((view?.view ?? shown?.message)?.['blocks'], actionId)
      if (!found) return outcomeOf({ kind: 'not-sent', reason: `there is no button ${actionId}` })
      const actor = await actorOf(user)
      const action = { ...found, action_ts: state.newTs() } as unknown as BlockAction['actions'][number]
      if (view) {
        const payload = { ...buildViewAction(actor, { shown: view, action }) }
        return outcomeOf(await deliver({ type: 'interactive', payload }), { triggerId: actor.triggerId })
      }
      if (!shown) return outcomeOf({ kind: 'not-sent', reason: 'the message is gone' })
      const responseUrl = responseUrls.issue({
        user: actor.person.id,
        channel: shown.channel,
        threadTs: shown.threadTs,
        originalTs: shown.ts,
      })
      const at = channelOf(shown.channel)
      const payload = { ...buildMessageAction(actor, { shown, channel: at, action, responseUrl }) }
      const ack = await deliver({ type: 'interactive', payload })
      return outcomeOf(ack, { triggerId: actor.triggerId, responseId: lastOf(responseUrl) })
    },
    submit: async ({ user, viewId, values }) => {
      const shown = board.view(viewId)
      if (!shown) return outcomeOf({ kind: 'not-sent', reason: 'the modal is closed' })
      const actor = await actorOf(user)
      const ack = await deliver({ type: 'interactive', payload: { ...buildViewSubmission(actor, shown, values) } })
      if (ack.kind === 'acked') applyResponse(shown.id, asJson(ack.payload), state)
      return outcomeOf(ack, { triggerId: actor.triggerId })
    },
    close: ({ viewId }) => board.closeView(viewId),
    shortcut: async ({ user, channel, ts, callbackId }) => {
      const shown = board.message(channel, ts)
      if (!shown) return outcomeOf({ kind: 'not-sent', reason: 'the message is gone' })
      const actor = await actorOf(user)
      const at = channelOf(channel)
      const responseUrl = responseUrls.issue({ user: actor.person.id, channel, threadTs: shown.threadTs ?? ts })
      const chosen = { callbackId, shown, channel: at, responseUrl, actionTs: state.newTs() }
      const ack = await deliver({ type: 'interactive', payload: { ...buildMessageShortcut(actor, chosen) } })
      return outcomeOf(ack, { triggerId: actor.triggerId, responseId: lastOf(responseUrl) })
    },
  }
}

/** What the acknowledgement of a submission says about the modal: it closes unless that says otherwise. */
function applyResponse(viewId: string, answer: Json, { board }: LocalSlackState): void {
  const shown = board.view(viewId)
  if (!shown || answer['response_action'] === 'errors') return
  if (answer['response_action'] === 'update')
    return board.showView(shown.user, { ...shown.view, ...asJson(answer['view']) })
  board.closeView(viewId)
}

function findPerson(people: readonly Person[], user: string): Person {
  const person = people.find(({ id, name }) => id === user || name === user)
  if (!person) throw new Error(`There is nobody called ${user}`)
  return person
}

/** Typed text as Slack stores it: escaped, the bot's name as a mention, addresses in angle brackets. */
function encodeTyped(text: string, bot: { name: string; userId: string }): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(`@${bot.name}`, `<@${bot.userId}>`)
    .replace(/https?:\/\/[^\s<>]+/g, (url) => `<${url}>`)
}

function asAnswer(payload: unknown): Json {
  return typeof payload === 'string' ? { text: payload } : asJson(payload)
}

/** An acknowledgement may carry an answer; an empty one is only an acknowledgement. */
function hasContent(answer: Json): boolean {
  return asText(answer['text']) !== '' || answer['blocks'] !== undefined
}

function lastOf(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1)
}
