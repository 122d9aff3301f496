import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { createWebClient } from '../../../src/slack/create-slack-calls.ts'
import { createLocalSlack, type LocalSlack } from '../../local-slack/local-slack.ts'
import { askedBy, slackViews } from '../../support/slack-views.ts'
import { hasBrowser, openBrowser } from './open-browser.ts'

/**
 * `npm run pictures:slack [folder]`: every golden file as the local Slack shows it, on a phone and on a desk; default
 * folder `slash503-pictures` below the system's temporary one. Messages and modals go the way of the bot's, through every check.
 */
const folder = process.argv[2] ?? join(tmpdir(), 'slash503-pictures')
const sizes = { phone: { width: 390, height: 2600 }, desk: { width: 1280, height: 1800 } } as const

async function main(): Promise<number> {
  if (!hasBrowser) {
    console.error('Pictures need the package chromium (scripts/install-test-servers.sh)')
    return 1
  }
  await mkdir(folder, { recursive: true })
  const slack = await createLocalSlack({ faults: { enforceRates: false } })
  const browser = await openBrowser()
  try {
    const page = await browser.context.newPage()
    for (const [name, view] of Object.entries(slackViews)) {
      const where = view.kind === 'message' ? await post(slack, view.message) : await openModal(slack, view.modal)
      for (const [size, viewport] of Object.entries(sizes)) {
        await page.setViewportSize(viewport)
        await page.goto(slack.url)
        await take(page, where, join(folder, `${name}.${size}.png`))
      }
      for (const { id, user } of slack.board.views(me(slack))) slack.people.close({ user, viewId: id })
      console.log(name)
    }
  } finally {
    await browser.close()
    await slack.stop()
  }
  console.log(`Pictures are in ${folder}`)
  return 0
}

function me(slack: LocalSlack): string {
  return slack.workspace.people[0]?.id ?? ''
}

/** Posts a message; the selector is where the page shows it. */
async function post(slack: LocalSlack, message: { text: string; blocks?: readonly unknown[] }): Promise<string> {
  const client = createWebClient(slack.tokens.bot, { apiUrl: slack.apiUrl })
  const { ts } = await client.chat.postMessage({
    channel: slack.channelId('incidents'),
    text: message.text,
    ...(message.blocks ? { blocks: withMaya(message.blocks, slack) as never } : {}),
  })
  return `#channel [data-ts="${ts}"]`
}

/** The golden files' requester is somebody whom this workspace knows. */
function withMaya(blocks: readonly unknown[], slack: LocalSlack): unknown {
  return JSON.parse(JSON.stringify(blocks).replaceAll(askedBy, me(slack)))
}

async function openModal(slack: LocalSlack, view: unknown): Promise<string> {
  const client = createWebClient(slack.tokens.bot, { apiUrl: slack.apiUrl })
  const typed = { user: 'maya', channel: slack.channelId('incidents'), text: '/503' }
  const { triggerId } = await slack.people.type(typed)
  await client.views.open({ trigger_id: triggerId, view: view as never })
  return '[role=dialog]'
}

async function take(page: Page, selector: string, path: string): Promise<void> {
  const shown = page.locator(selector)
  await shown.waitFor()
  await shown.screenshot({ path })
}

process.exitCode = await main()
