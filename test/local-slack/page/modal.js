import { renderBlocks } from './blocks.js'
import { act, element } from './element.js'

/** An open modal: its blocks, its inputs, and what its buttons send. */
export function renderModal({ id, view }, world) {
  const close = () => act({ kind: 'close', user: world.me.id, viewId: id })
  const context = {
    names: world.names,
    onClick: (actionId) => act({ kind: 'click', user: world.me.id, viewId: id, actionId }),
  }
  const form = element(
    'form',
    {
      class: 'modal',
      role: 'dialog',
      'aria-modal': 'true',
      'aria-label': view.title?.text ?? '',
      'data-view': id,
      onsubmit: (event) => {
        event.preventDefault()
        act({ kind: 'submit', user: world.me.id, viewId: id, values: valuesOf(form) })
      },
    },
    element(
      'header',
      {},
      element('h2', {}, view.title?.text ?? ''),
      element('button', { type: 'button', class: 'close', 'aria-label': 'Close', onclick: close }, '×'),
    ),
    element('div', { class: 'modal-body' }, renderBlocks(view.blocks ?? [], context)),
    element(
      'footer',
      {},
      element('button', { type: 'button', class: 'button', onclick: close }, view.close?.text ?? 'Close'),
      view.submit ? element('button', { type: 'submit', class: 'button primary' }, view.submit.text) : undefined,
    ),
  )
  return element('div', { class: 'backdrop' }, form)
}

/** `values[block][action]`, as Slack puts them into a submission. */
function valuesOf(form) {
  const values = {}
  for (const field of form.querySelectorAll('[data-input]')) {
    const { block, input, kind } = field.dataset
    const value =
      kind === 'static_select'
        ? {
            type: kind,
            selected_option: {
              text: { type: 'plain_text', text: field.selectedOptions[0]?.textContent ?? '' },
              value: field.value,
            },
          }
        : { type: kind, value: field.value }
    values[block] = { ...values[block], [input]: value }
  }
  return values
}
