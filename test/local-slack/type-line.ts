import { randomBytes } from 'node:crypto'
import {
  actorOf,
  asAnswer,
  channelOf,
  findPerson,
  type Hands,
  lastOf,
  notSent,
  type Outcome,
  outcomeOf,
  slackbotSays,
} from './hands.ts'
import { asJson, asText, type Json } from './json.ts'
import { buildEvent, buildSlashCommand } from './payloads.ts'
import type { Channel, Person } from './workspace.ts'

/** Types a line: a slash command, or a message in which `@503` mentions the bot. */
export async function typeLine(
  line: { user: string; channel: string; text: string; threadTs?: string },
  hands: Hands,
): Promise<Outcome> {
  const { state } = hands
  const { channel: id, text, threadTs } = line
  const channel = channelOf(id, state)
  const person = findPerson(state.workspace.people, line.user)
  if (!text.startsWith('/')) return postLine({ text, threadTs }, { channel, person }, hands)
  if (!threadTs) return runCommand(text, { channel, person }, hands)
  const said = `${text.split(' ')[0]} is not supported in threads. Sorry!`
  slackbotSays(said, { channel: id, user: person.id, threadTs }, state)
  return notSent('commands do not work in threads')
}

interface Place {
  readonly channel: Channel
  readonly person: Person
}

async function runCommand(text: string, { channel, person }: Place, hands: Hands): Promise<Outcome> {
  const { state, responseUrls, deliver } = hands
  const [, command = '', rest = ''] = /^(\/\S*)\s?(.*)$/s.exec(text) ?? []
  const to = { channel: channel.id, user: person.id }
  if (command === '/invite' || command === '/archive') return runBuiltIn(command, rest, { channel, person }, hands)
  if (!state.manifest.commands.some((known) => known.command === command)) {
    slackbotSays(`${command} is not a valid command.`, to, state)
    return notSent('not a command of the app')
  }
  const actor = await actorOf(person.id, state)
  const responseUrl = responseUrls.issue({ user: person.id, channel: channel.id })
  const payload = { ...buildSlashCommand(actor, { command, text: rest, channel, responseUrl }) }
  const ack = await deliver({ type: 'slash_commands', payload })
  if (ack.kind === 'failed') slackbotSays(`${command} failed because the app did not respond.`, to, state)
  else if (hasContent(asAnswer(ack.payload))) await responseUrls.answer(lastOf(responseUrl), asAnswer(ack.payload))
  return outcomeOf(ack, { triggerId: actor.triggerId, responseId: lastOf(responseUrl) })
}

/** What Slack itself does with a command of its own. */
async function runBuiltIn(
  command: string,
  rest: string,
  { channel, person }: Place,
  { state }: Hands,
): Promise<Outcome> {
  const { workspace, manifest, board } = state
  const to = { channel: channel.id, user: person.id }
  if (command === '/archive') {
    await workspace.call('conversations.archive', { channel: channel.id }, { kind: 'admin' })
    channel.isArchived = true
  } else if (rest.trim().replace(/^@/, '') === manifest.name) {
    const fields = { channel: channel.id, users: workspace.bot.userId }
    await workspace.call('conversations.invite', fields, { kind: 'admin' })
    channel.hasBot = true
    slackbotSays(`You invited @${manifest.name}.`, to, state)
  } else slackbotSays(`Nobody here is called ${rest}.`, to, state)
  board.channelChanged(channel.id)
  return notSent('done by Slack itself')
}

async function postLine(
  line: { text: string; threadTs: string | undefined },
  { channel, person }: Place,
  { state, deliver }: Hands,
): Promise<Outcome> {
  const { workspace, board, manifest } = state
  const text = encodeTyped(line.text, { name: manifest.name, userId: workspace.bot.userId })
  const thread = line.threadTs ? { thread_ts: line.threadTs } : {}
  const fields = { channel: channel.id, text, ...thread }
  const posted = await workspace.call('chat.postMessage', fields, { kind: 'person', name: person.name })
  if (posted?.['ok'] !== true) return notSent(asText(posted?.['error']))
  const message = asJson(posted['message'])
  board.showMessage(channel.id, message)
  const ts = asText(message['ts'])
  if (!text.includes(`<@${workspace.bot.userId}>`)) return notSent('no mention', ts)
  if (!channel.hasBot || !manifest.botEvents.includes('app_mention')) {
    const said = `@${manifest.name} is not in this channel. Type /invite @503.`
    slackbotSays(said, { channel: channel.id, user: person.id }, state)
    return notSent('the app is not in the channel', ts)
  }
  const event = { type: 'app_mention', user: person.id, text, ts, channel: channel.id, event_ts: ts, ...thread }
  const eventId = `Ev${randomBytes(8).toString('hex').toUpperCase()}`
  const ack = await deliver({ type: 'events_api', payload: buildEvent(workspace, event, eventId) })
  return outcomeOf(ack, { ts })
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

/** An acknowledgement may carry an answer; an empty one is only an acknowledgement. */
function hasContent(answer: Json): boolean {
  return asText(answer['text']) !== '' || answer['blocks'] !== undefined
}
