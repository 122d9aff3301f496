import { renderComposer } from './composer.js'
import { element } from './element.js'
import { renderMessage } from './message.js'
import { renderModal } from './modal.js'

/** What the page knows; the server tells all of it, first as a whole and then change by change. */
const world = {
  me: undefined,
  people: [],
  bot: undefined,
  channels: [],
  commands: [],
  shortcuts: [],
  messages: new Map(),
  views: new Map(),
  channel: undefined,
  thread: undefined,
  names: (id) => nameOf(id),
  author: (id) => authorOf(id),
  openThread: (shown) => openThread(shown),
}
const side = document.getElementById('side')
const channelPane = document.getElementById('channel')
const threadPane = document.getElementById('thread')
const modals = document.getElementById('modals')

let stream
connect(new URLSearchParams(location.search).get('user') ?? '')
addEventListener('hashchange', () => readPlace())

function connect(user) {
  stream?.close()
  stream = new EventSource(`/events?user=${encodeURIComponent(user)}`)
  stream.addEventListener('message', ({ data }) => receive(JSON.parse(data)))
}

function receive(event) {
  switch (event.kind) {
    case 'all':
      Object.assign(world, event)
      world.messages = new Map(event.messages.map((shown) => [keyOf(shown), shown]))
      world.views = new Map(event.views.map((shown) => [shown.id, shown]))
      readPlace()
      return showModals()
    case 'message':
      world.messages.set(keyOf(event.shown), event.shown)
      return showMessage(event.shown)
    case 'removed':
      world.messages.delete(keyOf(event))
      return showPanes()
    case 'view':
      world.views.set(event.shown.id, event.shown)
      return showModals()
    case 'view-closed':
      world.views.delete(event.id)
      return showModals()
    case 'channels':
      world.channels = event.channels
      return showAll()
  }
}

function keyOf({ channel, ts }) {
  return `${channel} ${ts}`
}

/** The address names the place: `#C123` or `#C123/1700000000.000100`. */
function readPlace() {
  const [channel, thread] = location.hash.slice(1).split('/')
  world.channel = world.channels.find(({ id, name }) => id === channel || name === channel) ?? world.channels[0]
  world.thread = thread || undefined
  showAll()
}

function openThread(shown) {
  location.hash = `${shown.channel}/${shown.threadTs ?? shown.ts}`
}

function showAll() {
  showSide()
  showPanes()
}

function showSide() {
  const choice = element(
    'select',
    { id: 'me', 'aria-label': 'You are', onchange: ({ target }) => connect(target.value) },
    world.people.map(({ id, realName }) => element('option', { value: id, selected: id === world.me.id }, realName)),
  )
  const entry = ({ id, name, isPrivate, hasBot, isArchived }) =>
    element(
      'a',
      { href: `#${id}`, class: 'channel-link', 'aria-current': id === world.channel.id ? 'page' : undefined },
      `${isPrivate ? '🔒' : '#'} ${name}`,
      isArchived ? element('small', {}, ' archived') : hasBot ? undefined : element('small', {}, ' no bot'),
    )
  side.replaceChildren(
    element('div', { class: 'team' }, 'Local Slack'),
    element('div', { class: 'channels' }, world.channels.map(entry)),
    element('label', { class: 'me' }, element('span', {}, 'You are'), choice),
  )
}

function ofChannel() {
  return [...world.messages.values()].filter(({ channel }) => channel === world.channel.id)
}

function repliesTo(ts) {
  return ofChannel().filter(({ threadTs }) => threadTs === ts)
}

function showPanes() {
  const tops = ofChannel().filter(({ threadTs }) => threadTs === undefined)
  keepDraft(channelPane, [
    element('header', {}, element('h1', {}, `${world.channel.isPrivate ? '🔒' : '#'} ${world.channel.name}`)),
    element('div', { class: 'messages' }, tops.map(renderTop)),
    renderComposer(world, `Message #${world.channel.name}`),
  ])
  const isOpen = world.thread !== undefined
  document.body.classList.toggle('in-thread', isOpen)
  threadPane.hidden = !isOpen
  if (!isOpen) return
  const shown = [...ofChannel().filter(({ ts }) => ts === world.thread), ...repliesTo(world.thread)]
  keepDraft(threadPane, [
    element(
      'header',
      {},
      element('a', { href: `#${world.channel.id}`, class: 'back', 'aria-label': 'Back to the channel' }, '←'),
      element('h1', {}, 'Thread', element('small', {}, ` #${world.channel.name}`)),
      element('a', { href: `#${world.channel.id}`, class: 'close', 'aria-label': 'Close the thread' }, '×'),
    ),
    element(
      'div',
      { class: 'messages' },
      shown.map((reply) => renderMessage(reply, world)),
    ),
    renderComposer(world, 'Reply…', world.thread),
  ])
}

function renderTop(shown) {
  return renderMessage(shown, world, { replies: repliesTo(shown.ts).filter(({ onlyFor }) => !onlyFor).length })
}

/** Shows what is new without losing what is being typed or read. */
function keepDraft(pane, children) {
  const draft = pane.querySelector('textarea')?.value ?? ''
  const hadFocus = pane.contains(document.activeElement) && document.activeElement.tagName === 'TEXTAREA'
  pane.replaceChildren(...children)
  const box = pane.querySelector('textarea')
  box.value = draft
  if (hadFocus) box.focus()
  toEnd(pane)
}

/** One message changed: only its own element is made anew, so that menus and scrolling stay as they are. */
function showMessage(shown) {
  if (shown.channel !== world.channel?.id) return
  const top = shown.threadTs === undefined ? shown : world.messages.get(`${shown.channel} ${shown.threadTs}`)
  if (top) put(channelPane, renderTop(top), top.ts)
  if (world.thread === (shown.threadTs ?? shown.ts)) put(threadPane, renderMessage(shown, world), shown.ts)
}

function put(pane, made, ts) {
  const list = pane.querySelector('.messages')
  const old = [...list.children].find((child) => child.dataset.ts === ts)
  const wasAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80
  if (old) {
    keepOpen(old, made)
    old.replaceWith(made)
  } else list.append(made)
  if (wasAtEnd) toEnd(pane)
}

/** What somebody opened or closed by hand stays so. */
function keepOpen(old, made) {
  for (const task of old.querySelectorAll('details[data-task][data-touched]')) {
    const same = made.querySelector(`details[data-task="${CSS.escape(task.dataset.task)}"]`)
    if (!same) continue
    same.open = task.open
    same.dataset.touched = ''
  }
}

function toEnd(pane) {
  const list = pane.querySelector('.messages')
  list.scrollTop = list.scrollHeight
}

addEventListener('click', ({ target }) => {
  const task = target.closest?.('summary')?.parentElement
  if (task?.dataset.task) task.dataset.touched = ''
  for (const menu of document.querySelectorAll('details.menu[open]')) if (!menu.contains(target)) menu.open = false
})

function showModals() {
  modals.replaceChildren(...[...world.views.values()].slice(-1).map((shown) => renderModal(shown, world)))
}

function nameOf(id) {
  if (id === world.bot?.userId) return world.bot.name
  return (
    world.people.find((person) => person.id === id)?.realName ??
    world.channels.find((channel) => channel.id === id)?.name ??
    id
  )
}

function authorOf(id) {
  if (id === world.bot?.userId) return { name: world.bot.name, initials: world.bot.name, kind: 'app' }
  const name = id === 'USLACKBOT' ? 'Slackbot' : nameOf(id)
  const initials = name
    .split(' ')
    .map((word) => word[0])
    .join('')
    .slice(0, 2)
  return { name, initials, kind: `person-${world.people.findIndex((person) => person.id === id) + 1}` }
}
