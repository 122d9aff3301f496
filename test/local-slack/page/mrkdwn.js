import { element, link } from './element.js'

const entities = { '&amp;': '&', '&lt;': '<', '&gt;': '>' }

/** `&lt;` and the like as the characters that they stand for. */
export function unescape(text) {
  return text.replace(/&(?:amp|lt|gt);/g, (entity) => entities[entity])
}

const pattern =
  /```([\s\S]+?)```|`([^`\n]+)`|<([^<>\n]+)>|(?<![\w*])\*([^*\n]+)\*(?![\w*])|(?<![\w_])_([^_\n]+)_(?![\w_])|(?<![\w~])~([^~\n]+)~(?![\w~])/g

/** Slack's mrkdwn as nodes; `names` tells what to call a user or a channel. */
export function renderMrkdwn(text, names) {
  const nodes = []
  let from = 0
  for (const match of text.matchAll(pattern)) {
    nodes.push(unescape(text.slice(from, match.index)))
    nodes.push(renderMatch(match, names))
    from = match.index + match[0].length
  }
  nodes.push(unescape(text.slice(from)))
  return nodes
}

function renderMatch([whole, block, code, control, bold, italic, struck], names) {
  if (block !== undefined) return element('pre', {}, unescape(block))
  if (code !== undefined) return element('code', {}, unescape(code))
  if (control !== undefined) return renderControl(control, names)
  if (bold !== undefined) return element('strong', {}, renderMrkdwn(bold, names))
  if (italic !== undefined) return element('em', {}, renderMrkdwn(italic, names))
  if (struck !== undefined) return element('s', {}, renderMrkdwn(struck, names))
  return whole
}

/** What stands in angle brackets: a person, a channel, everybody, a link. */
function renderControl(control, names) {
  const [target, label] = control.split('|')
  if (target.startsWith('@')) return mention(`@${label ?? names(target.slice(1))}`)
  if (target.startsWith('#')) return mention(`#${label ?? names(target.slice(1))}`)
  if (target.startsWith('!')) return mention(`@${label ?? target.slice(1).split('^')[0]}`)
  return link(unescape(target), unescape(label ?? target))
}

export function mention(words) {
  return element('span', { class: 'mention' }, words)
}
