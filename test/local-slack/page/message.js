import { renderBlocks } from './blocks.js'
import { act, element } from './element.js'
import { renderMrkdwn } from './mrkdwn.js'

/** One message with its author, its menu and, in the channel, its thread. `world` is what the page knows. */
export function renderMessage(shown, world, options = {}) {
  const { message } = shown
  const author = world.author(message.user)
  const body = message.blocks?.length
    ? renderBlocks(message.blocks, { names: world.names, onClick: (actionId) => click(shown, actionId, world) })
    : element('div', { class: 'text' }, renderMrkdwn(message.text ?? '', world.names))
  return element(
    'article',
    { class: shown.onlyFor ? 'message private' : 'message', 'data-ts': shown.ts },
    element('div', { class: `avatar ${author.kind}`, 'aria-hidden': 'true' }, author.initials),
    element(
      'div',
      { class: 'body' },
      shown.onlyFor ? element('div', { class: 'only-you' }, 'Only visible to you') : undefined,
      element(
        'div',
        { class: 'byline' },
        element('strong', {}, author.name),
        author.kind === 'app' ? element('span', { class: 'badge' }, 'APP') : undefined,
        element('time', {}, timeOf(shown.ts)),
      ),
      body,
      (message.files ?? []).map(renderFile),
      message.edited && author.kind !== 'app' ? element('span', { class: 'edited' }, '(edited)') : undefined,
      options.replies ? renderReplies(shown, world, options.replies) : undefined,
    ),
    shown.onlyFor ? undefined : renderMenu(shown, world),
  )
}

/** A text file as a thread shows it: its name, its first lines, the whole behind a click. */
function renderFile(file) {
  const address = `/files/${encodeURIComponent(file.id)}`
  const more = file.moreLines > 0 ? `Open, ${file.moreLines} more lines` : 'Open'
  return element(
    'figure',
    { class: 'file', 'data-file': file.id },
    element('figcaption', {}, element('strong', {}, file.title || file.name), element('small', {}, ` ${file.name}`)),
    element('pre', {}, file.preview),
    element('a', { href: address, target: '_blank', rel: 'noreferrer noopener' }, more),
  )
}

function click(shown, actionId, world) {
  return act({ kind: 'click', user: world.me.id, channel: shown.channel, ts: shown.ts, actionId })
}

function renderReplies(shown, world, replies) {
  const words = replies === 1 ? '1 reply' : `${replies} replies`
  return element('button', { type: 'button', class: 'replies', onclick: () => world.openThread(shown) }, words)
}

/** Reply in thread, and the app's message shortcuts. */
function renderMenu(shown, world) {
  const shortcuts = world.shortcuts.map(({ name, callbackId }) =>
    element(
      'button',
      {
        type: 'button',
        onclick: (event) => {
          event.target.closest('details').open = false
          act({ kind: 'shortcut', user: world.me.id, channel: shown.channel, ts: shown.ts, callbackId })
        },
      },
      name,
    ),
  )
  const reply = element('button', { type: 'button', onclick: () => world.openThread(shown) }, 'Reply in thread')
  return element(
    'details',
    { class: 'menu' },
    element('summary', { 'aria-label': 'More actions' }, '⋯'),
    element('div', { class: 'menu-list' }, reply, shortcuts),
  )
}

function timeOf(ts) {
  return new Date(Number(ts) * 1000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
}
