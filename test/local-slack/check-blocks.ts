import { validateBlocks } from '../../src/report/slack/validate-message.ts'
import { asJson, asList, asText, type Json } from './json.ts'

/** Why Slack refuses blocks, each as `… [json-pointer:/blocks/0/text]`; empty when it takes them. */
export function findBlockErrors(blocks: readonly Json[], options: { most: number; refusePlan: boolean }): string[] {
  const shared = validateBlocks(blocks, options.most).filter((problem) => !ownRules.test(problem))
  return [
    ...shared.map(pointed),
    ...blocks.flatMap((block, index) => findUnknownKeys(block, `/blocks/${index}`)),
    ...blocks.flatMap((block, index) => findInputErrors(block, `/blocks/${index}`)),
    ...(options.refusePlan ? findPlans(blocks) : []),
  ]
}

/** Rules of the formatter that Slack does not have: it takes live mentions, and delivers them. */
const ownRules = /unescaped control sequence|may reach people/

/** `blocks[0].elements[1].text: too long` as Slack writes it. */
function pointed(problem: string): string {
  const [, path = '', reason = problem] = /^([\w.[\]]+): (.*)$/s.exec(problem) ?? []
  return error(reason, `/${path.replaceAll(/\[(\d+)\]/g, '/$1').replaceAll('.', '/')}`)
}

function error(reason: string, pointer: string): string {
  return `[ERROR] ${reason} [json-pointer:${pointer}]`
}

/**
 * The keys that each object may have, as @slack/types and Slack's reference list them. Slack refuses any other:
 * "invalid additional property".
 */
const knownKeys: Readonly<Record<string, readonly string[]>> = {
  section: ['text', 'fields', 'accessory', 'expand'],
  header: ['text'],
  divider: [],
  context: ['elements'],
  actions: ['elements'],
  input: ['label', 'element', 'hint', 'optional', 'dispatch_action'],
  image: ['image_url', 'alt_text', 'title', 'slack_file'],
  rich_text: ['elements'],
  plan: ['title', 'tasks'],
  task_card: ['task_id', 'title', 'details', 'output', 'sources', 'status'],
  rich_text_section: ['elements'],
  rich_text_list: ['elements', 'style', 'indent', 'border', 'offset'],
  rich_text_preformatted: ['elements', 'border', 'language'],
  rich_text_quote: ['elements', 'border'],
  text: ['text', 'style'],
  link: ['url', 'text', 'unsafe', 'style'],
  user: ['user_id', 'style'],
  emoji: ['name', 'unicode', 'url', 'skin_tone', 'style', 'display_team_id'],
  button: ['action_id', 'text', 'value', 'url', 'style', 'confirm', 'accessibility_label'],
  static_select: ['action_id', 'placeholder', 'options', 'option_groups', 'initial_option', 'confirm', 'focus_on_load'],
  plain_text: ['text', 'emoji'],
  mrkdwn: ['text', 'verbatim'],
}

function findUnknownKeys(value: unknown, at: string): string[] {
  if (Array.isArray(value)) return value.flatMap((entry, index) => findUnknownKeys(entry, `${at}/${index}`))
  if (typeof value !== 'object' || value === null) return []
  const object = asJson(value)
  const known = knownKeys[asText(object['type'])]
  const strangers = known
    ? Object.keys(object).filter((key) => key !== 'type' && key !== 'block_id' && !known.includes(key))
    : []
  return [
    ...strangers.map((key) => error(`invalid additional property: ${key}`, at)),
    ...Object.entries(object).flatMap(([key, entry]) => findUnknownKeys(entry, `${at}/${key}`)),
  ]
}

const listStyles = ['bullet', 'ordered']

/** What the formatter's own validator does not look at: selects and lists. */
function findInputErrors(block: Json, at: string): string[] {
  const found: string[] = []
  const visit = (value: unknown, pointer: string): void => {
    if (Array.isArray(value)) return value.forEach((entry, index) => visit(entry, `${pointer}/${index}`))
    if (typeof value !== 'object' || value === null) return
    const object = asJson(value)
    if (object['type'] === 'rich_text_list' && !listStyles.includes(asText(object['style'])))
      found.push(error(`must be one of ${listStyles.join(', ')}`, `${pointer}/style`))
    if (object['type'] === 'static_select' && !object['option_groups']) found.push(...findOptionErrors(object, pointer))
    for (const [key, entry] of Object.entries(object)) visit(entry, `${pointer}/${key}`)
  }
  visit(block, at)
  return found
}

function findOptionErrors(select: Json, at: string): string[] {
  const options = asList(select['options'])
  const values = options.map((option) => asText(option['value']))
  return [
    ...(options.length < 1 ? [error('must provide at least 1 item', `${at}/options`)] : []),
    ...(options.length > 100 ? [error('no more than 100 items allowed', `${at}/options`)] : []),
    ...(new Set(values).size === values.length ? [] : [error('duplicate option values', `${at}/options`)]),
    ...options.flatMap((option, index) => {
      const label = asText(asJson(option['text'])['text'])
      const isFine = label.length > 0 && label.length <= 75 && asText(option['value']).length <= 150
      return isFine ? [] : [error('text of 1 to 75 characters, value of at most 150', `${at}/options/${index}`)]
    }),
  ]
}

function findPlans(blocks: readonly Json[]): string[] {
  return blocks.flatMap((block, index) =>
    block['type'] === 'plan' || block['type'] === 'task_card'
      ? [error(`unsupported type: ${block['type']}`, `/blocks/${index}/type`)]
      : [],
  )
}
