import type { Ack, Envelope } from './deliver.ts'
import { asJson, asText, type Json } from './json.ts'
import type { Actor } from './payloads.ts'
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

/** What people act with. */
export interface Hands {
  readonly state: LocalSlackState
  readonly responseUrls: ResponseUrls
  readonly deliver: (envelope: Envelope) => Promise<Ack>
}

export function outcomeOf(ack: Outcome['ack'], more: Partial<Omit<Outcome, 'ack'>> = {}): Outcome {
  return { ack, triggerId: '', responseId: '', ts: '', ...more }
}

export function notSent(reason: string, ts = ''): Outcome {
  return outcomeOf({ kind: 'not-sent', reason }, { ts })
}

/** A person with a fresh trigger, as emulate mints and forgets them. */
export async function actorOf(user: string, { workspace, triggers }: LocalSlackState): Promise<Actor> {
  const person = findPerson(workspace.people, user)
  const minted = await workspace.call('views.generateTriggerId', { user_id: person.id }, { kind: 'bot' })
  const triggerId = asText(minted?.['trigger_id'])
  triggers.set(triggerId, person.id)
  return { workspace, person, triggerId }
}

/** The channel with this id; throws when there is none. */
export function channelOf(id: string, { workspace }: LocalSlackState): Channel {
  const channel = workspace.channels.get(id)
  if (!channel) throw new Error(`There is no channel ${id}`)
  return channel
}

/** The person with this id or name; throws when there is none. */
export function findPerson(people: readonly Person[], user: string): Person {
  const person = people.find(({ id, name }) => id === user || name === user)
  if (!person) throw new Error(`There is nobody called ${user}`)
  return person
}

/** Slackbot tells one person something. */
export function slackbotSays(
  text: string,
  to: { channel: string; user: string; threadTs?: string },
  state: LocalSlackState,
): void {
  const thread = to.threadTs ? { thread_ts: to.threadTs } : {}
  const message = { type: 'message', user: 'USLACKBOT', ts: state.newTs(), text, ...thread }
  state.board.showMessage(to.channel, message, to.user)
}

/** The content that an acknowledgement carries; text alone is a message. */
export function asAnswer(payload: unknown): Json {
  return typeof payload === 'string' ? { text: payload } : asJson(payload)
}

/** The part behind the last slash. */
export function lastOf(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1)
}
