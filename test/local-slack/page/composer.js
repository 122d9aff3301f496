import { act, element } from './element.js'

/** The box to type in: a message or a command, in the channel or in the thread `threadTs`. */
export function renderComposer(world, placeholder, threadTs) {
  const hint = element('div', { class: 'hint', hidden: true })
  const box = element('textarea', {
    rows: 1,
    placeholder,
    'aria-label': placeholder,
    oninput: () => showHint(box.value, hint, hintsFor(world, threadTs)),
    onkeydown: (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
      event.preventDefault()
      send()
    },
  })
  const send = () => {
    const text = box.value.trim()
    box.value = ''
    hint.hidden = true
    const at = { channel: world.channel.id, ...(threadTs ? { threadTs } : {}) }
    if (text) act({ kind: 'type', user: world.me.id, text, ...at })
  }
  const button = element('button', { type: 'button', class: 'button primary', onclick: send }, 'Send')
  return element('div', { class: 'composer' }, hint, box, button)
}

/** What can be typed: commands in a channel, mentions in a thread. */
function hintsFor(world, threadTs) {
  if (threadTs) return [`@${world.bot.name} check <service>`, `@${world.bot.name} recheck`]
  return world.commands.map((known) => [known.command, known.usageHint].join(' '))
}

function showHint(text, hint, lines) {
  const isStart = /^[/@]/.test(text) && !text.includes('\n')
  const matching = isStart ? lines.filter((line) => line.startsWith(text.split(' ')[0])) : []
  hint.hidden = matching.length === 0
  hint.replaceChildren(...matching.map((line) => element('div', {}, line)))
}
