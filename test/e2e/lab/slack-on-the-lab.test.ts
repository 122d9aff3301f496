import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { causeNames } from '../../../src/diagnosis/diagnosis.ts'
import { servicesFile } from '../../lab/access.ts'
import type { Fault } from '../../lab/fault.ts'
import { allFaults } from '../../lab/faults/all-faults.ts'
import { down, up } from '../../lab/lab.ts'
import { makeFaultInTwoTries } from '../../lab/make-fault.ts'
import { botNamespace, stateDirectory } from '../../lab/places.ts'
import { whyNoLab } from '../../lab/why-no-lab.ts'
import { createLocalSlack, type LocalSlack } from '../../local-slack/local-slack.ts'
import { runServe, type ServedBot } from '../../local-slack/run-serve.ts'
import { hasBrowser, openBrowser } from '../slack/open-browser.ts'
import { takePicture } from '../slack/take-picture.ts'
import { shareLoopback } from './share-loopback.ts'

/** Faults of six different causes, chosen for being quick to make, and what the answer must begin with. */
const cases = [
  { id: 'redis-stopped', verdict: 'api-prod is DOWN', failing: 'dependencies' },
  { id: 'wrong-health-path', verdict: 'api-prod is DOWN', failing: 'edge' },
  { id: 'balancer-stopped', verdict: 'api-prod is DOWN', failing: 'edge' },
  { id: 'host-dead', verdict: 'api-prod is DEGRADED', failing: 'process' },
  { id: 'db-idle-in-transaction', verdict: 'api-prod is DOWN', failing: 'database' },
  { id: 'crash-loop-missing-module', verdict: 'api-prod is DOWN', failing: 'process' },
] as const

/** The pictures that the documentation shows. */
const inDocs = ['crash-loop-missing-module', 'healthy', 'evidence', 'dark', 'phone', 'phone-channel']

const say = (text: string): void => console.warn(text)
const obstacle = hasBrowser
  ? await whyNoLab(say)
  : 'the package chromium is not installed (scripts/install-test-servers.sh)'
if (obstacle !== undefined) say(`The Slack run on the lab is skipped: ${obstacle}`)

describe.skipIf(obstacle !== undefined)('/503 check api-prod typed in the local Slack, on the hosts of the lab', () => {
  let slack: LocalSlack
  let loopback: { stop(): Promise<void> }
  let bot: ServedBot
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let page: Page

  beforeAll(async () => {
    await up({ layout: 'haproxy', probe: 'careful' }, say)
    slack = await createLocalSlack()
    loopback = await shareLoopback(Number(new URL(slack.url).port), botNamespace)
    bot = await runServe(slack, {
      configFile: servicesFile,
      home: stateDirectory,
      inside: ['ip', 'netns', 'exec', botNamespace],
    })
    browser = await openBrowser()
    page = await browser.context.newPage()
    await page.setViewportSize({ width: 1160, height: 1300 })
    await page.goto(slack.url)
  })
  afterAll(async () => {
    await browser?.close()
    await bot?.stop()
    await loopback?.stop()
    await slack?.stop()
    await down()
  })

  const thread = () => page.locator('#thread')
  const picture = (name: string) => takePicture(page, `lab-${name}`, { inDocs: inDocs.includes(name) })

  /** Types the command, opens the thread of the answer, and waits for its final state; gives the message in the channel. */
  async function check(): Promise<Locator> {
    const before = await page.locator('#channel .message').count()
    await page.getByRole('textbox', { name: 'Message #incidents' }).fill('/503 check api-prod')
    await page.keyboard.press('Enter')
    const root = page.locator('#channel .message').nth(before)
    await root.getByRole('button', { name: /repl/ }).click()
    await thread()
      .locator(`.message[data-ts="${await root.getAttribute('data-ts')}"]`)
      .waitFor()
    await thread().getByRole('button', { name: 'Evidence' }).waitFor({ timeout: 60_000 })
    return root
  }

  /** The root message and the checklist; what these had to leave out comes below them as a file. */
  async function expectSettled(verdict: string): Promise<void> {
    expect(await thread().locator('.message:not(:has(.file))').count()).toBe(2)
    expect(await thread().locator('.plan').count()).toBe(1)
    expect(await thread().locator('.plan-title').textContent()).toContain(verdict)
    expect(await thread().locator('[data-task]').count()).toBe(7)
    expect(await thread().locator('.mark.pending, .mark.in_progress').count()).toBe(0)
  }

  it('a healthy service is called healthy, without a cause', async () => {
    const root = await check()
    await expectSettled('api-prod is healthy')
    await root.getByText('api-prod is healthy').waitFor()
    expect(await root.textContent()).not.toContain('Cause')
    await picture('healthy')
  })

  it.each(cases)('$id: $verdict, with the cause and its place', async ({ id, verdict, failing }) => {
    const fault = faultCalled(id)
    await makeFaultInTwoTries(fault, say)
    const root = await check()
    await page.evaluate("document.querySelector('#thread .message').scrollIntoView()")
    await picture(id)
    await expectSettled(verdict)
    await root.getByText(verdict).waitFor()
    const answer = (await root.textContent()) ?? ''
    const checklist = await thread().locator('.message').nth(1).textContent()
    for (const { cause, where } of fault.truths) {
      expect(answer).toContain(causeNames[cause])
      for (const place of where) expect(answer).toContain(place)
      expect(checklist).toContain(`Cause: ${causeNames[cause]}`)
    }
    expect(await thread().locator(`[data-task="${failing}"] .mark.error`).count()).toBe(1)
    const buttons = await thread().locator('.actions button').allTextContents()
    expect(buttons).toEqual(['Re-run', 'Evidence', 'Only what failed', 'Explain this cause', 'Mute'])
  })

  it('Evidence shows what was run on which host, and what it printed', async () => {
    await thread().getByRole('button', { name: 'Evidence' }).click()
    const modal = page.getByRole('dialog')
    await modal.getByRole('button', { name: /^process/ }).click()
    await modal.getByText('FAIL process').waitFor()
    const shown = await modal.textContent()
    for (const part of ['app1 at', 'systemctl show shop.service', 'journalctl']) expect(shown).toContain(part)
    await picture('evidence')
    await modal.getByRole('button', { name: 'Close' }).last().click()
    await modal.waitFor({ state: 'detached' })
  })

  it('nothing is wider than a phone, in the dark either', async () => {
    const scroll = "document.querySelector('#thread .message').scrollIntoView()"
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.evaluate(scroll)
    await picture('dark')
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: 390, height: 844 })
    await page.evaluate(scroll)
    await picture('phone')
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    await page.getByRole('link', { name: 'Back to the channel' }).click()
    await picture('phone-channel')
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
  })

  it('the channel tells every outcome to those who open no thread', async () => {
    const told = await page.locator('#channel .message').allTextContents()
    expect(told.map((text) => /api-prod is (healthy|DOWN|DEGRADED)/.exec(text)?.[0])).toEqual([
      'api-prod is healthy',
      ...cases.map(({ verdict }) => verdict),
    ])
  })

  it('503 serve has run all the time, and stops cleanly when it is asked to', async () => {
    expect(await bot.stop()).toBe(0)
  })
})

function faultCalled(id: string): Fault {
  const fault = allFaults.find((one) => one.id === id)
  if (!fault) throw new Error(`The lab has no fault ${id}`)
  return fault
}
