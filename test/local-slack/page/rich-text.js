import { element, link } from './element.js'
import { mention } from './mrkdwn.js'

/** A rich_text block: sections, lists, quotes and preformatted text. Nothing in it is parsed. */
export function renderRichText(block, names) {
  return element(
    'div',
    { class: 'rich-text' },
    (block.elements ?? []).map((part) => renderPart(part, names)),
  )
}

function renderPart(part, names) {
  const inner = () => (part.elements ?? []).map((entry) => renderElement(entry, names))
  switch (part.type) {
    case 'rich_text_list':
      return element(
        part.style === 'ordered' ? 'ol' : 'ul',
        {},
        (part.elements ?? []).map((entry) => element('li', {}, renderPart(entry, names))),
      )
    case 'rich_text_preformatted':
      return element('pre', {}, inner())
    case 'rich_text_quote':
      return element('blockquote', {}, inner())
    default:
      return element('div', { class: 'rich-line' }, inner())
  }
}

function renderElement(entry, names) {
  switch (entry.type) {
    case 'link':
      return styled(link(entry.url ?? '', entry.text ?? entry.url ?? ''), entry.style)
    case 'user':
      return mention(`@${names(entry.user_id)}`)
    case 'channel':
      return mention(`#${names(entry.channel_id)}`)
    case 'broadcast':
      return mention(`@${entry.range}`)
    case 'emoji':
      return `:${entry.name}:`
    default:
      return styled(document.createTextNode(entry.text ?? ''), entry.style)
  }
}

const styles = [
  ['code', 'code'],
  ['strike', 's'],
  ['italic', 'em'],
  ['bold', 'strong'],
]

function styled(node, style = {}) {
  return styles.reduce((inner, [name, tag]) => (style[name] ? element(tag, {}, inner) : inner), node)
}
