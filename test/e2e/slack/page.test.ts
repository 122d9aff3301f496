import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { faults } from '../../../demo/faults.ts'
import { type Shop, startShop } from '../../../demo/start-shop.ts'
import { createLocalSlack, type LocalSlack } from '../../local-slack/local-slack.ts'
import { runServe, type ServedBot } from '../../local-slack/run-serve.ts'
import { hasBrowser, openBrowser } from './open-browser.ts'
import { takePicture } from './take-picture.ts'

if (!hasBrowser) console.warn('The page is not tested: install the package chromium (scripts/install-test-servers.sh)')

describe.skipIf(!hasBrowser)('the page of the local Slack, `503 serve` and a shop without database connections', () => {
  let shop: Shop
  let slack: LocalSlack
  let bot: ServedBot
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let page: Page
  const complaints: string[] = []

  beforeAll(async () => {
    shop = await startShop()
    await exhaustDatabase(shop)
    slack = await createLocalSlack()
    bot = await runServe(slack, { configFile: shop.configFile })
    browser = await openBrowser()
    page = await browser.context.newPage()
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    await page.goto(slack.url)
  })
  afterAll(async () => {
    await browser?.close()
    await bot?.stop()
    await slack?.stop()
    await shop?.stop()
  })

  const root = () => page.locator('#channel .message', { hasText: 'shop' }).last()
  const thread = () => page.locator('#thread')
  const picture = async (name: string, top?: string): Promise<void> => {
    if (top) await page.evaluate(`document.querySelector('${top}').scrollIntoView()`)
    await takePicture(page, name, { inDocs: false })
  }

  it('a typed command becomes a root message, and its thread fills in until the verdict', async () => {
    await slack.people.type({
      user: 'jonas',
      channel: slack.channelId('incidents'),
      text: 'Customers say that the shop is down. Can somebody look?',
    })
    await page.getByRole('textbox', { name: 'Message #incidents' }).fill('/503 check shop')
    await picture('command')
    await page.keyboard.press('Enter')
    await root().getByRole('button', { name: /repl/ }).click()
    await thread().locator('.plan').waitFor()
    await picture('running')
    await thread().getByRole('button', { name: 'Evidence' }).waitFor({ timeout: 40_000 })
    expect(await thread().locator('.plan-title').textContent()).toContain('shop is DOWN')
    expect(await thread().locator('[data-task]').count()).toBe(7)
    expect(await thread().locator('.mark.pending').count()).toBe(0)
    await root().getByText('shop is DOWN').waitFor()
    await page.setViewportSize({ width: 1280, height: 1500 })
    await picture('verdict', '#thread .message')
    await page.setViewportSize({ width: 1280, height: 860 })
  })

  it('Evidence opens what the verdict rests on, and closes again', async () => {
    await thread().getByRole('button', { name: 'Evidence' }).click()
    const modal = page.getByRole('dialog')
    await modal.getByText('FAIL edge').waitFor()
    await modal.getByRole('button', { name: /^database/ }).click()
    await modal.getByText('FAIL database').waitFor()
    await picture('evidence')
    await modal.getByRole('button', { name: 'Close' }).last().click()
    await modal.waitFor({ state: 'detached' })
    expect(await page.getByRole('dialog').count()).toBe(0)
  })

  it('the dark page has a dark ground', async () => {
    await page.emulateMedia({ colorScheme: 'dark' })
    await picture('dark', '#thread .message:nth-child(2)')
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(23, 25, 28)')
    await page.emulateMedia({ colorScheme: 'light' })
  })

  it('nothing is wider than a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await picture('phone', '#thread .message:nth-child(2)')
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    await page.getByRole('link', { name: 'Back to the channel' }).click()
    await picture('phone-channel')
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    await page.setViewportSize({ width: 1280, height: 860 })
  })

  it('the shortcut in the menu of an alert checks what it names', async () => {
    const text = 'FIRING: shop answers 503 (5xx rate 100 % for 2 min)'
    await slack.people.type({ user: 'jonas', channel: slack.channelId('alerts'), text })
    await page.getByRole('link', { name: '# alerts' }).click()
    const alert = page.locator('#channel .message', { hasText: 'FIRING' }).last()
    await alert.hover()
    await alert.getByLabel('More actions').click()
    await alert.getByRole('button', { name: 'Check this service' }).click()
    await alert.getByRole('button', { name: /[23] replies/ }).click()
    await thread().getByRole('button', { name: 'Evidence' }).waitFor({ timeout: 40_000 })
    // The alert, the answer, the checklist; and, when these left something out, the full report as a file.
    expect(await thread().locator('.message:not(:has(.file))').count()).toBe(3)
    expect(await thread().locator('.plan').count()).toBe(1)
  })

  it('the browser complained about nothing, the policy on content included', () => {
    expect(complaints).toEqual([])
  })

  it('503 serve stops cleanly when it is asked to', async () => {
    expect(await bot.stop()).toBe(0)
  })
})

async function exhaustDatabase(shop: Shop): Promise<void> {
  const fault = faults.find(({ id }) => id === 'database')
  if (!fault) throw new Error('The demo has no fault database')
  await fault.break(shop)
}
