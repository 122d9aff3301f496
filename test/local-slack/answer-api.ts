import { setTimeout as wait } from 'node:timers/promises'
import type { LoggedCall } from './call-log.ts'
import { checkChannel, checkMessage, isMessageMethod, type Refusal } from './check-message.ts'
import { findViewErrors } from './check-view.ts'
import { type CallFault, drawFault } from './faults.ts'
import { announceFile, checkFileCall, showSharedFiles } from './files.ts'
import { findPerson } from './hands.ts'
import { asJson, asList, asText, type Json } from './json.ts'
import type { LocalSlackState } from './state.ts'

/** An answer of the Web API; `reset` means that the connection ends without one. */
export interface ApiAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Json | string
  readonly isReset?: boolean
}

/**
 * Answers one Web API call as Slack does: token, limits, Slack's own checks, then emulate's state. Faults that were asked
 * for come between, and everything is logged.
 */
export async function answerApi(
  call: { method: string; token: string; fields: Json },
  state: LocalSlackState,
  openConnection: () => string,
): Promise<ApiAnswer> {
  const logged = logCall(call, state)
  const fault = faultOf(call.method, state)
  await hold(state)
  const early = refuseEarly(call, fault, state)
  if (early) {
    logged.outcome = early.outcome
    return early.answer
  }
  const body =
    call.method === 'apps.connections.open' ? { ok: true, url: openConnection() } : await work(call, logged, state)
  logged.outcome = body['ok'] === true ? 'ok' : asText(body['error'])
  logged.isDone = body['ok'] === true
  if (fault === 'server-error-after') return failed(logged, 'injected 503 after the work', serverError)
  if (fault === 'reset-after') return failed(logged, 'injected reset after the work', { ...serverError, isReset: true })
  return { status: 200, headers: headersOf(state), body }
}

const serverError: ApiAnswer = { status: 503, headers: { 'content-type': 'text/html' }, body: 'service unavailable' }

function failed(logged: LoggedCall, outcome: string, answer: ApiAnswer): ApiAnswer {
  logged.outcome = outcome
  return answer
}

function logCall({ method, fields }: { method: string; fields: Json }, state: LocalSlackState): LoggedCall {
  const mark = asJson(asJson(fields['metadata'])['event_payload'])
  const logged: LoggedCall = {
    at: state.now(),
    method,
    channel: channelOf(fields),
    ts: asText(fields['ts']),
    outcome: 'open',
    isDone: false,
    runId: asText(mark['run_id']),
    part: asText(mark['part']),
    answers: asText(fields['trigger_id']),
  }
  state.log.calls.push(logged)
  return logged
}

/** Faults spare what an app needs to start and to connect: those have their own. */
function faultOf(method: string, { faults, random }: LocalSlackState): CallFault {
  const isSpared = method === 'auth.test' || method === 'apps.connections.open'
  const isMeant = faults.methods.length === 0 || faults.methods.includes(method)
  return isSpared || !isMeant ? 'none' : drawFault(faults, random)
}

async function hold({ faults, random }: LocalSlackState): Promise<void> {
  const [least, most] = faults.delayMs
  if (most > 0) await wait(least + random() * (most - least))
}

function refuseEarly(
  { method, token, fields }: { method: string; token: string; fields: Json },
  fault: CallFault,
  state: LocalSlackState,
): { outcome: string; answer: ApiAnswer } | undefined {
  const no = (error: string): { outcome: string; answer: ApiAnswer } => ({
    outcome: error,
    answer: { status: 200, headers: headersOf(state), body: { ok: false, error } },
  })
  const tooMany = (outcome: string, seconds: number): { outcome: string; answer: ApiAnswer } => ({
    outcome,
    answer: {
      status: 429,
      headers: { ...headersOf(state), 'retry-after': String(seconds) },
      body: { ok: false, error: 'ratelimited' },
    },
  })
  const isForApp = method === 'apps.connections.open'
  if (token === '') return no('not_authed')
  if (token === (isForApp ? state.tokens.bot : state.tokens.app)) return no('not_allowed_token_type')
  if (token !== (isForApp ? state.tokens.app : state.tokens.bot)) return no('invalid_auth')
  if (fault === 'rate-limit') return tooMany('injected 429', state.faults.retryAfterS)
  if (fault === 'server-error') return { outcome: 'injected 503 before the work', answer: serverError }
  const seconds = state.faults.enforceRates ? state.rates({ method, channel: channelOf(fields) }) : undefined
  return seconds === undefined ? undefined : tooMany('rate_limited', seconds)
}

async function work(
  { method, fields }: { method: string; fields: Json },
  logged: LoggedCall,
  state: LocalSlackState,
): Promise<Json> {
  const refusal = check(method, fields, state)
  if (refusal) {
    const messages = refusal.messages ?? []
    const details = messages.length > 0 ? { errors: messages, response_metadata: { messages } } : {}
    return { ok: false, error: refusal.error, ...details }
  }
  if (method === 'usergroups.users.list') return listGroup(asText(fields['usergroup']), state)
  const body = await state.workspace.call(method, fields, { kind: 'bot' })
  if (!body) return { ok: false, error: 'unknown_method' }
  return body['ok'] === true ? present(method, { fields, body, logged }, state) : body
}

/** The channel that a call is about; the methods for files call it otherwise. */
function channelOf(fields: Json): string {
  return asText(fields['channel']) || asText(fields['channel_id'])
}

function check(method: string, fields: Json, state: LocalSlackState): Refusal | undefined {
  if (method.startsWith('files.')) return checkFileCall(method, fields, state)
  if (isMessageMethod(method)) return checkMessage(method, fields, state)
  if (method.startsWith('views.') && fields['view'] !== undefined) {
    const messages = findViewErrors(asJson(fields['view']))
    return messages.length > 0 ? { error: 'invalid_arguments', messages } : undefined
  }
  if (method === 'conversations.history' || method === 'conversations.replies') {
    const channel = state.workspace.channels.get(asText(fields['channel']))
    const closed = checkChannel(channel)
    // Reading an archived channel is allowed.
    return closed && closed !== 'is_archived' ? { error: closed } : undefined
  }
  return undefined
}

/** Who is in a user group, which emulate knows nothing of (docs.slack.dev/reference/methods/usergroups.users.list). */
function listGroup(id: string, { userGroups, workspace, manifest }: LocalSlackState): Json {
  const needed = 'usergroups:read'
  if (!manifest.botScopes.includes(needed))
    return { ok: false, error: 'missing_scope', needed, provided: manifest.botScopes.join(',') }
  const names = userGroups.get(id)
  if (!names) return { ok: false, error: 'no_such_subteam' }
  return { ok: true, users: names.map((name) => findPerson(workspace.people, name).id) }
}

/** The emulator's answer as Slack gives it, and what people see of it. */
function present(
  method: string,
  { fields, body, logged }: { fields: Json; body: Json; logged: LoggedCall },
  state: LocalSlackState,
): Json {
  const channel = asText(fields['channel'])
  switch (method) {
    case 'chat.postMessage':
    case 'chat.update': {
      const message = state.asApp(body['message'])
      logged.ts = asText(body['ts'])
      state.board.showMessage(channel, message)
      return { ...body, message }
    }
    case 'chat.postEphemeral': {
      const { blocks, text, thread_ts: threadTs } = fields
      const message = { type: 'message', ts: body['message_ts'], text, ...(blocks ? { blocks } : {}) }
      state.board.showMessage(
        channel,
        state.asApp({ ...message, ...(threadTs ? { thread_ts: threadTs } : {}) }),
        asText(fields['user']),
      )
      return body
    }
    case 'chat.delete':
      state.board.removeMessage(channel, asText(fields['ts']))
      return body
    case 'conversations.history':
    case 'conversations.replies':
      return { ...body, messages: asList(body['messages']).map((message) => withoutMetadata(message, fields)) }
    case 'files.getUploadURLExternal':
      announceFile(fields, body, state)
      return body
    case 'files.completeUploadExternal':
      showSharedFiles(fields, body, state)
      return body
    case 'views.open':
    case 'views.push':
    case 'views.update':
      showView(asJson(body['view']), asText(fields['trigger_id']), state)
      return body
    case 'auth.test':
      return { ...body, is_enterprise_install: false }
    default:
      return body
  }
}

/** Slack keeps metadata to itself unless it is asked for. */
function withoutMetadata(message: Json, fields: Json): Json {
  const isAsked = ['true', '1'].includes(String(fields['include_all_metadata']))
  if (isAsked) return message
  const { metadata: _, ...rest } = message
  return rest
}

function showView(view: Json, trigger: string, state: LocalSlackState): void {
  const user = state.board.view(asText(view['id']))?.user ?? state.triggers.get(trigger)
  if (user) state.board.showView(user, view)
}

function headersOf({ manifest }: LocalSlackState): Readonly<Record<string, string>> {
  return { 'content-type': 'application/json; charset=utf-8', 'x-oauth-scopes': manifest.botScopes.join(',') }
}
