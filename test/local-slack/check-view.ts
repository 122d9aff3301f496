import { findBlockErrors } from './check-blocks.ts'
import { asJson, asList, asText, type Json } from './json.ts'

/** Why Slack refuses a modal (docs.slack.dev/reference/views/modal-views); empty when it takes it. */
export function findViewErrors(view: Json): string[] {
  const blocks = asList(view['blocks'])
  const hasInput = blocks.some((block) => block['type'] === 'input')
  return [
    ...findLabelErrors(view['title'], '/view/title', true),
    ...findLabelErrors(view['submit'], '/view/submit', hasInput),
    ...findLabelErrors(view['close'], '/view/close', false),
    ...(asText(view['private_metadata']).length > 3000
      ? ['[ERROR] over 3000 characters [json-pointer:/view/private_metadata]']
      : []),
    ...(asText(view['callback_id']).length > 255
      ? ['[ERROR] over 255 characters [json-pointer:/view/callback_id]']
      : []),
    ...(JSON.stringify(view).length > 250_000 ? ['[ERROR] view_too_large [json-pointer:/view]'] : []),
    ...findBlockErrors(blocks, { most: 100, refusePlan: false }).map((error) =>
      error.replace('[json-pointer:/', '[json-pointer:/view/'),
    ),
  ]
}

function findLabelErrors(value: unknown, at: string, isRequired: boolean): string[] {
  if (value === undefined || value === null)
    return isRequired ? [`[ERROR] missing required field [json-pointer:${at}]`] : []
  const { type, text } = asJson(value)
  const length = asText(text).length
  return type === 'plain_text' && length > 0 && length <= 24
    ? []
    : [`[ERROR] must be plain_text of 1 to 24 characters [json-pointer:${at}]`]
}
