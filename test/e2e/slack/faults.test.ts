import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DemoFault, faults } from '../../../demo/faults.ts'
import { startShop } from '../../../demo/start-shop.ts'
import { createLocalSlack } from '../../local-slack/local-slack.ts'
import { runServe } from '../../local-slack/run-serve.ts'
import { hasBrowser, openBrowser } from './open-browser.ts'

describe.skipIf(!hasBrowser)('/503 check typed on the page names what is really wrong with the shop', () => {
  let browser: Awaited<ReturnType<typeof openBrowser>>
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser.close())

  // The causes' titles. A laden machine may be named overloaded as well, and rightly so: what is asked is that the fault
  // is among the causes.
  it.each([
    ['database', 'Database connections exhausted'],
    ['stopped', 'Application not running'],
    ['overload', 'Server overloaded'],
    ['dependency', 'Dependency failing'],
    ['health', 'Health check failing'],
  ])(
    '%s: %s',
    async (id, title) => {
      const shop = await startShop()
      const stops: (() => Promise<unknown>)[] = [() => shop.stop()]
      try {
        await findFault(id).break(shop)
        const slack = await createLocalSlack()
        stops.push(() => slack.stop())
        const bot = await runServe(slack, { configFile: shop.configFile })
        stops.push(() => bot.stop())
        const page = await browser.context.newPage()
        stops.push(() => page.close())
        await page.goto(slack.url)
        await page.getByRole('textbox', { name: 'Message #incidents' }).fill('/503 check shop')
        await page.keyboard.press('Enter')
        await page.locator('#channel .message').getByRole('button', { name: /repl/ }).click()
        await page.locator('#thread').getByRole('button', { name: 'Evidence' }).waitFor({ timeout: 40_000 })
        const headings = await page.locator('#thread .rich-text strong').allTextContents()
        expect(headings.filter((heading) => /^(?:Cause|Also): /.test(heading)).join('\n')).toContain(title)
      } finally {
        for (const stop of stops.toReversed()) await stop()
      }
    },
    120_000,
  )
})

function findFault(id: string): DemoFault {
  const fault = faults.find((known) => known.id === id)
  if (!fault) throw new Error(`The demo has no fault ${id}`)
  return fault
}
