import { describe, expect, it } from 'vitest'
import { slackViews } from '../../../test/support/slack-views.ts'
import { validateBlocks, validateMessage } from './validate-message.ts'

/**
 * What people see, as files to be read: `vitest run src/report/slack/views.test.ts -u` writes them anew, and
 * `npm run pictures:slack` shows them as the local Slack does.
 */
describe('what Slack shows', () => {
  it.each(Object.entries(slackViews))('%s is as its golden file has it, and within the limits', async (name, view) => {
    const shown = view.kind === 'message' ? view.message : view.modal
    const problems =
      view.kind === 'message' ? validateMessage(view.message) : validateBlocks(view.modal.blocks as never, 100)
    expect(problems).toEqual([])
    await expect(`${JSON.stringify(shown, undefined, 2)}\n`).toMatchFileSnapshot(`fixtures/${name}.json`)
  })
})
