import type { SlackMessage } from './root-message.ts'

/**
 * Slack's own limits, as its reference pages give them (docs.slack.dev/reference/block-kit) or, for the two totals, as
 * others measured them. A refused message is worse than a short one, so senders check before they send.
 */
const limits = {
  blocks: 50,
  messageBytes: 13_000,
  text: 4000,
  sectionText: 3000,
  sectionFields: 10,
  fieldText: 2000,
  headerText: 150,
  contextElements: 10,
  actionsElements: 25,
  buttonText: 75,
  buttonValue: 2000,
  id: 255,
  planTitle: 256,
  tasks: 48,
} as const

type Json = Readonly<Record<string, unknown>>

/** Everything in a message that Slack would refuse or mangle, one line each; empty when it is fine. */
export function validateMessage(message: SlackMessage): readonly string[] {
  const problems: string[] = []
  if (message.text.trim() === '') problems.push('text: empty; it is the notification')
  if (message.text.length > limits.text)
    problems.push(`text: ${message.text.length} characters, at most ${limits.text}`)
  problems.push(...findMentions(message.text, 'text'))
  if (message.blocks) problems.push(...validateBlocks(message.blocks as unknown as readonly Json[], limits.blocks))
  const size = JSON.stringify(message.blocks ?? []).length
  if (size > limits.messageBytes) problems.push(`blocks: ${size} characters in all, at most ${limits.messageBytes}`)
  return problems
}

/** The same for the blocks of a modal, of which Slack takes 100. */
export function validateBlocks(blocks: readonly Json[], most: number): readonly string[] {
  const problems: string[] = []
  if (blocks.length > most) problems.push(`blocks: ${blocks.length}, at most ${most}`)
  const ids = blocks.map((block) => block['block_id']).filter((id) => id !== undefined)
  if (new Set(ids).size !== ids.length) problems.push('blocks: block_id given twice')
  if (
    blocks.filter((block) => block['type'] === 'plan').length > 0 &&
    blocks.some((block) => block['type'] === 'task_card')
  ) {
    problems.push('blocks: a plan and task cards of their own cannot share a message')
  }
  blocks.forEach((block, index) => {
    problems.push(...validateBlock(block, `blocks[${index}]`))
  })
  return problems
}

function validateBlock(block: Json, at: string): readonly string[] {
  const id = block['block_id']
  const idProblems =
    typeof id === 'string' && id.length > limits.id ? [`${at}.block_id: over ${limits.id} characters`] : []
  switch (block['type']) {
    case 'plan':
      return [...idProblems, ...validatePlan(block, at)]
    case 'task_card':
      return [...idProblems, ...validateTask(block, at)]
    case 'rich_text':
      return [...idProblems, ...validateRichText(block, at)]
    case 'section':
      return [...idProblems, ...validateSection(block, at)]
    case 'header':
      return [
        ...idProblems,
        ...validateText(block['text'], `${at}.text`, { limit: limits.headerText, kinds: ['plain_text'] }),
      ]
    case 'context':
      return [...idProblems, ...countProblem(block['elements'], `${at}.elements`, limits.contextElements)]
    case 'actions':
      return [...idProblems, ...validateActions(block, at)]
    case 'divider':
    case 'input':
    case 'image':
      return idProblems
    default:
      return [`${at}.type: ${String(block['type'])} is not a block`]
  }
}

function validatePlan(block: Json, at: string): readonly string[] {
  const tasks = list(block['tasks'])
  const taskIds = tasks.map((task) => task['task_id'])
  return [
    ...stringProblem(block['title'], `${at}.title`, limits.planTitle),
    ...(tasks.length > limits.tasks ? [`${at}.tasks: ${tasks.length}, at most ${limits.tasks}`] : []),
    ...(new Set(taskIds).size === taskIds.length ? [] : [`${at}.tasks: task_id given twice`]),
    ...tasks.flatMap((task, index) => validateTask(task, `${at}.tasks[${index}]`)),
  ]
}

const taskStatuses = ['pending', 'in_progress', 'complete', 'error']

function validateTask(task: Json, at: string): readonly string[] {
  return [
    ...(task['type'] === 'task_card' ? [] : [`${at}.type: ${String(task['type'])} is not task_card`]),
    ...stringProblem(task['task_id'], `${at}.task_id`, limits.id),
    ...stringProblem(task['title'], `${at}.title`, limits.planTitle),
    ...(taskStatuses.includes(String(task['status']))
      ? []
      : [`${at}.status: ${String(task['status'])} is not one of ${taskStatuses.join(', ')}`]),
    ...['details', 'output'].flatMap((part) => {
      const value = task[part]
      if (value === undefined) return []
      return isJson(value) && value['type'] === 'rich_text'
        ? validateRichText(value, `${at}.${part}`)
        : [`${at}.${part}: not rich_text`]
    }),
  ]
}

const richTextParts = ['rich_text_section', 'rich_text_list', 'rich_text_preformatted', 'rich_text_quote']
const richTextElements = ['text', 'link', 'user', 'emoji']

function validateRichText(block: Json, at: string): readonly string[] {
  const parts = list(block['elements'])
  if (parts.length === 0) return [`${at}.elements: empty`]
  return parts.flatMap((part, index) => validateRichTextPart(part, `${at}.elements[${index}]`))
}

function validateRichTextPart(part: Json, at: string): readonly string[] {
  const type = String(part['type'])
  const elements = list(part['elements'])
  if (!richTextParts.includes(type)) return [`${at}.type: ${type} is not a part of rich text`]
  if (elements.length === 0) return [`${at}.elements: empty`]
  if (type === 'rich_text_list')
    return elements.flatMap((element, index) => validateRichTextPart(element, `${at}.elements[${index}]`))
  return elements.flatMap((element, index) => {
    const kind = String(element['type'])
    if (!richTextElements.includes(kind)) return [`${at}.elements[${index}]: ${kind} may reach people who did not ask`]
    return kind === 'text' ? stringProblem(element['text'], `${at}.elements[${index}].text`, limits.sectionText) : []
  })
}

function validateSection(block: Json, at: string): readonly string[] {
  const kinds = ['plain_text', 'mrkdwn']
  const fields = list(block['fields'])
  if (block['text'] === undefined && fields.length === 0) return [`${at}: neither text nor fields`]
  return [
    ...(block['text'] === undefined
      ? []
      : validateText(block['text'], `${at}.text`, { limit: limits.sectionText, kinds })),
    ...countProblem(block['fields'], `${at}.fields`, limits.sectionFields),
    ...fields.flatMap((field, index) =>
      validateText(field, `${at}.fields[${index}]`, { limit: limits.fieldText, kinds }),
    ),
  ]
}

function validateActions(block: Json, at: string): readonly string[] {
  const elements = list(block['elements'])
  const actionIds = elements.map((element) => element['action_id'])
  return [
    ...(elements.length === 0 ? [`${at}.elements: empty`] : []),
    ...countProblem(block['elements'], `${at}.elements`, limits.actionsElements),
    ...(new Set(actionIds).size === actionIds.length ? [] : [`${at}.elements: action_id given twice`]),
    ...elements.flatMap((element, index) => {
      const where = `${at}.elements[${index}]`
      if (element['type'] !== 'button') return []
      return [
        ...validateText(element['text'], `${where}.text`, { limit: limits.buttonText, kinds: ['plain_text'] }),
        ...(typeof element['value'] === 'string' && element['value'].length > limits.buttonValue
          ? [`${where}.value: over ${limits.buttonValue} characters`]
          : []),
        ...stringProblem(element['action_id'], `${where}.action_id`, limits.id),
      ]
    }),
  ]
}

function validateText(
  value: unknown,
  at: string,
  allowed: { limit: number; kinds: readonly string[] },
): readonly string[] {
  if (!isJson(value)) return [`${at}: not a text object`]
  const kind = String(value['type'])
  return [
    ...(allowed.kinds.includes(kind) ? [] : [`${at}.type: ${kind} is not ${allowed.kinds.join(' or ')}`]),
    ...stringProblem(value['text'], `${at}.text`, allowed.limit),
    ...(kind === 'mrkdwn' ? findMentions(String(value['text']), at) : []),
  ]
}

/** In our messages nothing that Slack parses holds a control sequence: a `<` that was not escaped came from outside. */
function findMentions(text: string, at: string): readonly string[] {
  const found = /<[^>]*>?/.exec(text)
  return found ? [`${at}: unescaped control sequence ${found[0].slice(0, 40)}`] : []
}

function stringProblem(value: unknown, at: string, limit: number): readonly string[] {
  if (typeof value !== 'string' || value === '') return [`${at}: must be text that is not empty`]
  return value.length > limit ? [`${at}: ${value.length} characters, at most ${limit}`] : []
}

function countProblem(value: unknown, at: string, most: number): readonly string[] {
  const count = list(value).length
  return count > most ? [`${at}: ${count}, at most ${most}`] : []
}

function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isJson) : []
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
