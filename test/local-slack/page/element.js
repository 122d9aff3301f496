/**
 * Makes an element. Everything shown comes in as text nodes or elements: nothing here reads HTML.
 * Attributes that begin with `on` are listeners; those that are false or undefined are left out.
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value)
    else made.setAttribute(name, value === true ? '' : String(value))
  }
  made.append(...children.flat(2).filter((child) => child !== undefined && child !== null))
  return made
}

/** A link, when its address is one that people may safely follow; its words alone otherwise. */
export function link(address, words) {
  const isSafe = /^(?:https?:\/\/|mailto:)/i.test(address)
  if (!isSafe) return document.createTextNode(words)
  return element('a', { href: address, target: '_blank', rel: 'noreferrer noopener' }, words)
}

/** What a person does, told to the server; what it leads to comes back over the stream. */
export function act(what) {
  const sent = fetch('/act', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(what),
  })
  sent.then(
    (answer) => (answer.ok ? undefined : answer.text().then(say)),
    () => say('The local Slack does not answer'),
  )
}

/** A line at the edge of the page, for a while: what could not be done. */
function say(words) {
  const note = element('div', { class: 'note', role: 'alert' }, words)
  document.body.append(note)
  setTimeout(() => note.remove(), 5000)
}
