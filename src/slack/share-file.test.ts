import { describe, expect, it } from 'vitest'
import { createCallBudget } from './call-budget.ts'
import { type Sharing, shareFile } from './share-file.ts'
import type { SlackFiles } from './slack-files.ts'

const file = { name: '503-api-prod.txt', title: 'report', comment: 'report', content: 'all of it\n' }
const at = { channel: 'C1', threadTs: '1.0', owner: 'r1/file' }
const platformError = (error: string): unknown => ({ code: 'slack_webapi_platform_error', data: { error } })
const reset = { code: 'slack_webapi_request_error', message: 'socket hang up' }
const rateLimited = { code: 'slack_webapi_rate_limited_error', retryAfter: 0.01 }

type Fault = undefined | { readonly before?: unknown; readonly after?: unknown }

/** Slack's files: `faults` are thrown call by call, 'after' means that the work was done first. */
function fakeFiles(faults: readonly Fault[]): SlackFiles & { readonly shown: string[]; readonly log: string[] } {
  const shown: string[] = []
  const log: string[] = []
  const sent = new Set<string>()
  const completed = new Set<string>()
  let call = 0
  const through = <T>(kind: string, work: () => T): T => {
    const fault = faults[call++]
    log.push(kind)
    if (fault?.before !== undefined) throw fault.before
    const result = work()
    if (fault?.after !== undefined) throw fault.after
    return result
  }
  return {
    shown,
    log,
    request: async () => through('request', () => ({ url: `https://up/F${call}`, id: `F${call}` })),
    send: async (url) => through('send', () => void sent.add(url.slice(-2))),
    share: async ({ id }) =>
      through('share', () => {
        if (!sent.has(id) || completed.has(id)) throw platformError('file_not_found')
        completed.add(id)
        shown.push(id)
      }),
    isShared: async ({ id }) => through('look', () => shown.includes(id)),
  }
}

async function share(files: SlackFiles, patienceMs = 5000): Promise<Sharing> {
  const budget = createCallBudget({ perMinute: 60_000, burst: 20, now: () => performance.now() })
  return shareFile(file, at, {
    files,
    uploads: { request: budget, share: budget },
    posts: budget,
    onProblem: () => undefined,
    now: () => performance.now(),
    patienceMs,
    firstBackoffMs: 1,
  })
}

describe('shareFile()', () => {
  it.each<[string, readonly Fault[], readonly string[]]>([
    ['nothing', [], ['request', 'send', 'share']],
    ['a rate limit on each step', [{ before: rateLimited }], ['request', 'request', 'send', 'share']],
    ['a reset after the address was given', [{ after: reset }], ['request', 'request', 'send', 'share']],
    ['a reset after the bytes were taken', [undefined, { after: reset }], ['request', 'send', 'send', 'share']],
    [
      'a reset before it was shared',
      [undefined, undefined, { before: reset }],
      ['request', 'send', 'share', 'look', 'look', 'look', 'share'],
    ],
    ['a reset after it was shared', [undefined, undefined, { after: reset }], ['request', 'send', 'share', 'look']],
    [
      'a reset after it was shared and two looks that fail',
      [undefined, undefined, { after: reset }, { before: reset }, { before: rateLimited }],
      ['request', 'send', 'share', 'look', 'look', 'look'],
    ],
    [
      'a reset before it was shared and three looks that fail',
      [undefined, undefined, ...Array.from({ length: 4 }, () => ({ before: reset }))],
      ['request', 'send', 'share', 'look', 'look', 'look', 'look', 'look', 'look', 'share'],
    ],
    [
      "Slack's own race while sharing",
      [undefined, undefined, { before: platformError('file_update_failed') }],
      ['request', 'send', 'share', 'look', 'look', 'look', 'share'],
    ],
  ])('shows the file once after %s', async (_, faults, log) => {
    const files = fakeFiles(faults)
    expect(await share(files)).toEqual({ kind: 'shared' })
    expect(files.shown).toHaveLength(1)
    expect(files.log).toEqual(log)
  })

  it('takes "no such upload" after a lost answer as shared, though the thread does not show it yet', async () => {
    const files = fakeFiles([undefined, undefined, { after: reset }])
    const late = { ...files, isShared: async () => false }
    expect(await share(late)).toEqual({ kind: 'shared' })
    expect(files.shown).toHaveLength(1)
  })

  it.each([['missing_scope'], ['file_uploads_disabled']])('gives up on %s at once', async (error) => {
    const files = fakeFiles([{ before: platformError(error) }])
    expect(await share(files)).toEqual({ kind: 'failed', failure: { kind: 'refused', reason: error } })
    expect(files.log).toEqual(['request'])
  })

  it('does not take "no such upload" for shared when no answer was lost', async () => {
    const files = fakeFiles([undefined, undefined, { before: platformError('file_not_found') }])
    expect(await share(files)).toMatchObject({ kind: 'failed' })
  })

  it('ends an outage after its patience', async () => {
    const down = { before: reset }
    const files = fakeFiles(Array.from({ length: 200 }, () => down))
    expect(await share(files, 20)).toMatchObject({ kind: 'failed', failure: { kind: 'unclear' } })
  })
})
