import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { BoardEvent } from './board.ts'
import type { Faults } from './faults.ts'
import type { Outcome } from './hands.ts'
import { asJson, asText, type Json } from './json.ts'
import type { KeptFile } from './kept-file.ts'
import type { People } from './people.ts'
import { parse, readBody } from './read-body.ts'
import type { LocalSlackState } from './state.ts'

/** Everything that the page may load; the map is the allowlist. */
const files: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  ...Object.fromEntries(
    ['main.js', 'blocks.js', 'rich-text.js', 'mrkdwn.js', 'modal.js', 'message.js', 'element.js', 'composer.js'].map(
      (file) => [`/page/${file}`, [file, 'text/javascript; charset=utf-8'] as const],
    ),
  ),
  '/page/page.css': ['page.css', 'text/css; charset=utf-8'],
}

const safety = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}

/** Answers the page: its files, what there is to see (`/events`), what people do (`/act`), and the faults (`/control`). */
export async function answerPage(
  request: IncomingMessage,
  response: ServerResponse,
  { state, people }: { state: LocalSlackState; people: People },
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', state.url())
  // Nobody else's page may drive this one: a foreign name that resolves to loopback is refused.
  if (!/^(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(request.headers.host ?? '')) return end(response, 403, 'wrong host')
  if (request.method === 'GET') {
    const file = files[pathname]
    if (file) return sendFile(response, file)
    if (pathname === '/events') return sendEvents(response, state, searchParams.get('user') ?? '')
    if (pathname.startsWith('/files/')) return sendKeptFile(response, state.files.get(pathname.slice(7)))
    if (pathname === '/log') return sendJson(response, 200, state.log)
    return end(response, 404, 'not found')
  }
  // A JSON body cannot be sent across origins without being asked first, and we never say yes.
  if (request.method !== 'POST' || !request.headers['content-type']?.startsWith('application/json'))
    return end(response, 405, 'POST with JSON')
  const body = asJson(parse(String(await readBody(request))))
  if (pathname === '/act') return sendJson(response, 200, await act(body, people))
  if (pathname === '/control') return sendJson(response, 200, control(body, state.faults))
  return end(response, 404, 'not found')
}

async function act(body: Json, people: People): Promise<Outcome | Json> {
  const user = asText(body['user'])
  const optional = (name: string): Json => (body[name] ? { [name]: asText(body[name]) } : {})
  switch (body['kind']) {
    case 'type':
      return people.type({
        user,
        channel: asText(body['channel']),
        text: asText(body['text']),
        ...optional('threadTs'),
      })
    case 'click': {
      const at = { ...optional('channel'), ...optional('ts'), ...optional('viewId') }
      return people.click({ user, actionId: asText(body['actionId']), ...at })
    }
    case 'submit':
      return people.submit({ user, viewId: asText(body['viewId']), values: asJson(body['values']) })
    case 'close':
      people.close({ user, viewId: asText(body['viewId']) })
      return {}
    case 'shortcut':
      return people.shortcut({
        user,
        channel: asText(body['channel']),
        ts: asText(body['ts']),
        callbackId: asText(body['callbackId']),
      })
    default:
      return { error: 'unknown act' }
  }
}

/** Sets the faults that are named, when they are of the right kind, and answers with all of them. */
function control(body: Json, faults: Faults): Faults {
  for (const [name, value] of Object.entries(body)) {
    const known = faults[name as keyof Faults]
    if (known !== undefined && typeof known === typeof value && Array.isArray(known) === Array.isArray(value))
      Object.assign(faults, { [name]: value })
  }
  return faults
}

/** A stream of server-sent events: first everything there is, then every change that this person may see. */
function sendEvents(response: ServerResponse, state: LocalSlackState, user: string): void {
  const { workspace, manifest, board } = state
  const me = workspace.people.find(({ id, name }) => id === user || name === user) ?? workspace.people[0]
  response.writeHead(200, { ...safety, 'content-type': 'text/event-stream' })
  const send = (value: unknown): void => void response.write(`data: ${JSON.stringify(value)}\n\n`)
  const channels = (): unknown => [...workspace.channels.values()]
  const isForMe = (onlyFor: string | undefined): boolean => onlyFor === undefined || onlyFor === me?.id
  send({
    kind: 'all',
    me,
    people: workspace.people,
    bot: { ...workspace.bot, name: manifest.name },
    team: workspace.team,
    commands: manifest.commands,
    shortcuts: manifest.messageShortcuts,
    channels: channels(),
    messages: [...workspace.channels.keys()].flatMap((id) =>
      board.messages(id).filter(({ onlyFor }) => isForMe(onlyFor)),
    ),
    views: me ? board.views(me.id) : [],
  })
  const stop = board.watch((event: BoardEvent) => {
    if (event.kind === 'channel') send({ kind: 'channels', channels: channels() })
    else if (event.kind === 'message' && !isForMe(event.shown.onlyFor)) return
    else if (event.kind === 'view' && event.shown.user !== me?.id) return
    else send(event)
  })
  response.once('close', stop)
}

async function sendFile(response: ServerResponse, [file, type]: readonly [string, string]): Promise<void> {
  const content = await readFile(new URL(`page/${file}`, import.meta.url))
  response.writeHead(200, { ...safety, 'content-type': type })
  response.end(content)
}

/** A shared file as text, whatever it holds. */
function sendKeptFile(response: ServerResponse, file: KeptFile | undefined): void {
  if (!file) return end(response, 404, 'not found')
  response.writeHead(200, { ...safety, 'content-type': 'text/plain; charset=utf-8' })
  response.end(file.content)
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { ...safety, 'content-type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify(value))
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...safety, 'content-type': 'text/plain; charset=utf-8' })
  response.end(text)
}
