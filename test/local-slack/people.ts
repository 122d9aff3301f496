import type { BlockAction } from '@slack/bolt'
import type { ShownMessage, ShownView } from './board.ts'
import { findButton } from './find-button.ts'
import { actorOf, channelOf, type Hands, lastOf, notSent, type Outcome, outcomeOf } from './hands.ts'
import { asJson, type Json } from './json.ts'
import { buildMessageAction, buildMessageShortcut, buildViewAction, buildViewSubmission } from './payloads.ts'
import type { LocalSlackState } from './state.ts'
import { typeLine } from './type-line.ts'

/** The hands of the people in the workspace: everything they can do, as Slack passes it on to the app. */
export interface People {
  /** Types a line: a slash command, or a message in which `@503` mentions the bot. */
  type(line: { user: string; channel: string; text: string; threadTs?: string }): Promise<Outcome>
  /** Clicks a button of a message or of an open modal; the button must be there. */
  click(at: ClickedAt): Promise<Outcome>
  /** Submits a modal with `values[block][action]`. */
  submit(modal: { user: string; viewId: string; values: Json }): Promise<Outcome>
  close(modal: { user: string; viewId: string }): void
  /** Chooses a shortcut from a message's menu. */
  shortcut(on: ChosenShortcut): Promise<Outcome>
}

interface ClickedAt {
  readonly user: string
  readonly actionId: string
  readonly channel?: string
  readonly ts?: string
  readonly viewId?: string
}

interface ChosenShortcut {
  readonly user: string
  readonly channel: string
  readonly ts: string
  readonly callbackId: string
}

export function createPeople(state: LocalSlackState, given: Omit<Hands, 'state'>): People {
  const hands: Hands = { state, ...given }
  return {
    type: (line) => typeLine(line, hands),
    click: (at) => click(at, hands),
    submit: (modal) => submit(modal, hands),
    close: ({ viewId }) => state.board.closeView(viewId),
    shortcut: (on) => chooseShortcut(on, hands),
  }
}

type Action = BlockAction['actions'][number]

async function click({ user, actionId, channel, ts, viewId }: ClickedAt, hands: Hands): Promise<Outcome> {
  const { board, newTs } = hands.state
  const view = viewId ? board.view(viewId) : undefined
  const shown = channel && ts ? board.message(channel, ts) : undefined
  const found = findButton((view?.view ?? shown?.message)?.['blocks'], actionId)
  if (!found) return notSent(`there is no button ${actionId}`)
  const action = { ...found, action_ts: newTs() } as unknown as Action
  if (view) return clickInView(action, { user, view }, hands)
  return shown ? clickInMessage(action, { user, shown }, hands) : notSent('the message is gone')
}

async function clickInView(
  action: Action,
  { user, view }: { user: string; view: ShownView },
  { state, deliver }: Hands,
): Promise<Outcome> {
  const actor = await actorOf(user, state)
  const payload = { ...buildViewAction(actor, { shown: view, action }) }
  return outcomeOf(await deliver({ type: 'interactive', payload }), { triggerId: actor.triggerId })
}

async function clickInMessage(
  action: Action,
  { user, shown }: { user: string; shown: ShownMessage },
  { state, deliver, responseUrls }: Hands,
): Promise<Outcome> {
  const actor = await actorOf(user, state)
  const responseUrl = responseUrls.issue({
    user: actor.person.id,
    channel: shown.channel,
    threadTs: shown.threadTs,
    originalTs: shown.ts,
  })
  const channel = channelOf(shown.channel, state)
  const payload = { ...buildMessageAction(actor, { shown, channel, action, responseUrl }) }
  const ack = await deliver({ type: 'interactive', payload })
  return outcomeOf(ack, { triggerId: actor.triggerId, responseId: lastOf(responseUrl) })
}

async function submit(
  { user, viewId, values }: { user: string; viewId: string; values: Json },
  { state, deliver }: Hands,
): Promise<Outcome> {
  const shown = state.board.view(viewId)
  if (!shown) return notSent('the modal is closed')
  const actor = await actorOf(user, state)
  const ack = await deliver({ type: 'interactive', payload: { ...buildViewSubmission(actor, shown, values) } })
  if (ack.kind === 'acked') applyResponse(shown.id, asJson(ack.payload), state)
  return outcomeOf(ack, { triggerId: actor.triggerId })
}

async function chooseShortcut(
  { user, channel, ts, callbackId }: ChosenShortcut,
  { state, deliver, responseUrls }: Hands,
): Promise<Outcome> {
  const shown = state.board.message(channel, ts)
  if (!shown) return notSent('the message is gone')
  const actor = await actorOf(user, state)
  const responseUrl = responseUrls.issue({ user: actor.person.id, channel, threadTs: shown.threadTs ?? ts })
  const at = channelOf(channel, state)
  const chosen = { callbackId, shown, channel: at, responseUrl, actionTs: state.newTs() }
  const ack = await deliver({ type: 'interactive', payload: { ...buildMessageShortcut(actor, chosen) } })
  return outcomeOf(ack, { triggerId: actor.triggerId, responseId: lastOf(responseUrl) })
}

/** What the acknowledgement of a submission says about the modal: it closes unless that says otherwise. */
function applyResponse(viewId: string, answer: Json, { board }: LocalSlackState): void {
  const shown = board.view(viewId)
  if (!shown || answer['response_action'] === 'errors') return
  if (answer['response_action'] === 'update')
    return board.showView(shown.user, { ...shown.view, ...asJson(answer['view']) })
  board.closeView(viewId)
}
