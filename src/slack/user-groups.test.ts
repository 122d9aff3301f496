import { describe, expect, it } from 'vitest'
import { createUserGroups } from './user-groups.ts'

function refused(error: string): Error {
  return Object.assign(new Error(error), { code: 'slack_webapi_platform_error', data: { error } })
}

describe('createUserGroups()', () => {
  it('keeps what it read for a minute, and a failure for five seconds', async () => {
    let nowMs = 0
    const asked: string[] = []
    const answers = [refused('missing_scope'), ['U1'], ['U2']]
    const groups = createUserGroups(
      async (group) => {
        asked.push(group)
        const answer = answers[asked.length - 1]
        if (answer instanceof Error) throw answer
        return answer ?? []
      },
      { now: () => nowMs },
    )
    const seen: string[] = []
    for (const atMs of [0, 4_999, 5_000, 64_999, 65_000]) {
      nowMs = atMs
      const { kind } = await groups.membership('U1', 'S1')
      seen.push(`${atMs} ${kind}`)
    }
    expect(seen).toEqual(['0 unreadable', '4999 unreadable', '5000 member', '64999 member', '65000 other'])
    expect(asked).toHaveLength(3)
  })

  it('asks once for two who want to know at the same moment', async () => {
    let asked = 0
    const groups = createUserGroups(async () => [`U${++asked}`], { now: () => 0 })
    const both = await Promise.all([groups.membership('U1', 'S1'), groups.membership('U2', 'S1')])
    expect([both.map(({ kind }) => kind), asked]).toEqual([['member', 'other'], 1])
  })

  it.each([
    ['missing_scope', 'the app lacks the scope usergroups:read, reinstall it from manifest.yml'],
    ['no_such_subteam', 'Slack knows no such group'],
    ['plan_upgrade_required', 'plan_upgrade_required'],
  ])('says of %s: %s', async (code, reason) => {
    const list = async (): Promise<never> => {
      throw refused(code)
    }
    const groups = createUserGroups(list, { now: () => 0 })
    expect(await groups.membership('U1', 'S1')).toEqual({ kind: 'unreadable', reason })
  })

  it('lets nobody in while Slack is silent', async () => {
    const groups = createUserGroups(() => new Promise(() => undefined), { now: Date.now })
    expect(await groups.membership('U1', 'S1')).toEqual({ kind: 'unreadable', reason: 'Slack did not answer in time' })
  })
})
