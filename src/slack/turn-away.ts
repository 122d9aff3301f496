import type { Verb } from '../access/may-do.ts'
import { plain } from '../report/slack/answers.ts'
import type { Asker } from './run-command.ts'
import type { SlackOffice } from './start-run.ts'

/** Asks whether somebody may do this; who may not is told so, alone, with what would allow it. Gives whether they were. */
export async function turnAway(
  asker: Pick<Asker, 'user' | 'channel' | 'answer'>,
  wanted: { readonly verb: Verb; readonly service: string },
  { door }: Pick<SlackOffice, 'door'>,
): Promise<boolean> {
  const permission = await door.permit(asker, wanted.verb, wanted.service)
  if (permission.kind === 'allowed') return false
  await asker.answer(plain(`${permission.reason} ${permission.remedy}`))
  return true
}
