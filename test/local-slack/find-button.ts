import { asList, type Json } from './json.ts'

/** The button with this action id as a click on it would send it; undefined when the blocks have none. */
export function findButton(blocks: unknown, actionId: string): Json | undefined {
  for (const block of asList(blocks)) {
    for (const element of asList(block['elements'])) {
      if (element['type'] !== 'button' || element['action_id'] !== actionId) continue
      const { type, action_id, text, value } = element
      return { type, action_id, block_id: block['block_id'] ?? 'b1', text, ...(value === undefined ? {} : { value }) }
    }
  }
  return undefined
}
