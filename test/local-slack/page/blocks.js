import { element } from './element.js'
import { renderMrkdwn } from './mrkdwn.js'
import { renderRichText } from './rich-text.js'

/** Blocks as Slack lays them out. `context` has `names(id)` and `onClick(actionId)`. */
export function renderBlocks(blocks, context) {
  return element(
    'div',
    { class: 'blocks' },
    blocks.map((block) => renderBlock(block, context)),
  )
}

function renderBlock(block, context) {
  switch (block.type) {
    case 'plan':
      return renderPlan(block, context)
    case 'task_card':
      return renderTask(block, context)
    case 'rich_text':
      return renderRichText(block, context.names)
    case 'header':
      return element('h3', {}, block.text?.text ?? '')
    case 'section':
      return element('div', { class: 'section' }, renderText(block.text, context), renderFields(block, context))
    case 'context':
      return element(
        'div',
        { class: 'context' },
        (block.elements ?? []).map((entry) => renderText(entry, context)),
      )
    case 'divider':
      return element('hr')
    case 'actions':
      return element(
        'div',
        { class: 'actions' },
        (block.elements ?? []).map((entry) => renderButton(entry, context)),
      )
    case 'input':
      return renderInput(block)
    default:
      return element('div', { class: 'context' }, `This block is not shown here: ${block.type}`)
  }
}

function renderText(text, { names }) {
  if (!text) return undefined
  return element('div', { class: 'text' }, text.type === 'mrkdwn' ? renderMrkdwn(text.text, names) : text.text)
}

function renderFields(block, context) {
  if (!block.fields?.length) return undefined
  return element(
    'div',
    { class: 'fields' },
    block.fields.map((field) => renderText(field, context)),
  )
}

function renderButton(entry, { onClick }) {
  if (entry.type !== 'button') return undefined
  const style = entry.style ? `button ${entry.style}` : 'button'
  return element(
    'button',
    { type: 'button', class: style, 'data-action': entry.action_id, onclick: () => onClick(entry.action_id) },
    entry.text?.text ?? '',
  )
}

function renderInput(block) {
  const { label, element: input, block_id: blockId } = block
  const options = (input?.options ?? []).map((option) =>
    element('option', { value: option.value }, option.text?.text ?? ''),
  )
  const field =
    input?.type === 'static_select'
      ? element('select', { 'data-block': blockId, 'data-input': input.action_id, 'data-kind': input.type }, options)
      : element('input', { 'data-block': blockId, 'data-input': input?.action_id, 'data-kind': input?.type })
  return element('label', { class: 'input' }, element('span', {}, label?.text ?? ''), field)
}

function renderPlan(block, context) {
  const tasks = block.tasks ?? []
  return element(
    'section',
    { class: 'plan', 'aria-label': block.title },
    element('div', { class: 'plan-title' }, block.title),
    element(
      'div',
      { class: 'tasks' },
      tasks.map((task) => renderTask(task, context)),
    ),
  )
}

/** A task's status by shape as well as by colour. */
const marks = { pending: '', in_progress: '', complete: '✓', error: '!' }

function renderTask(task, { names }) {
  const mark = element(
    'span',
    { class: `mark ${task.status}`, role: 'img', 'aria-label': task.status },
    marks[task.status] ?? '?',
  )
  const title = element('span', { class: 'task-title' }, task.title)
  const inner = [task.details, task.output].filter(Boolean).map((part) => renderRichText(part, names))
  if (inner.length === 0) return element('div', { class: 'task', 'data-task': task.task_id }, mark, title)
  return element(
    'details',
    { class: 'task', 'data-task': task.task_id },
    element('summary', {}, mark, title),
    element('div', { class: 'task-inner' }, inner),
  )
}
