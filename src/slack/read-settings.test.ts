import { describe, expect, it } from 'vitest'
import { readSettings } from './read-settings.ts'

const right = { SLACK_BOT_TOKEN: 'xoxb-1-2-abc', SLACK_APP_TOKEN: 'xapp-1-A-2-abc' }

function problemsOf(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const read = readSettings({ ...right, ...env })
  return read.kind === 'wrong' ? read.problems : []
}

describe('readSettings()', () => {
  it('reads what is right, with the defaults', () => {
    expect(readSettings(right)).toEqual({
      kind: 'right',
      settings: {
        botToken: 'xoxb-1-2-abc',
        way: { kind: 'socket', appToken: 'xapp-1-A-2-abc' },
        port: 8503,
        apiUrl: undefined,
        logLevel: 'info',
      },
    })
  })

  it.each<[Record<string, string | undefined>, object]>([
    [{ SLACK_SIGNING_SECRET: 'abc', SLACK_APP_TOKEN: undefined }, { way: { kind: 'http', secret: 'abc' } }],
    [{ SLACK_SIGNING_SECRET: '' }, { way: { kind: 'socket', appToken: 'xapp-1-A-2-abc' } }],
    [{ PORT: '0' }, { port: 0 }],
    [{ PORT: '' }, { port: 8503 }],
    [{ LOG_LEVEL: 'trace' }, { logLevel: 'trace' }],
    [{ HTTPS_PROXY: 'http://user:pass@proxy.example.com:3128' }, {}],
  ])('takes %j', (env, settings) => {
    expect(readSettings({ ...right, ...env })).toMatchObject({ kind: 'right', settings })
  })

  it.each<[Record<string, string | undefined>, string]>([
    [{ SLACK_BOT_TOKEN: undefined }, 'SLACK_BOT_TOKEN is not set: it begins with xoxb-'],
    [{ SLACK_BOT_TOKEN: '' }, 'SLACK_BOT_TOKEN is not set'],
    [{ SLACK_BOT_TOKEN: '"xoxb-1-2-abc"' }, 'SLACK_BOT_TOKEN has quotes around it: set it to the token alone'],
    [{ SLACK_BOT_TOKEN: "'xoxb-1-2-abc'" }, 'has quotes around it'],
    [{ SLACK_BOT_TOKEN: '“xoxb-1-2-abc”' }, 'has quotes around it'],
    [{ SLACK_BOT_TOKEN: 'xoxb-1-2-abc\n' }, 'SLACK_BOT_TOKEN has a line break in it'],
    [{ SLACK_BOT_TOKEN: 'xoxb-1-2-abc\r\n' }, 'has a line break in it'],
    [{ SLACK_BOT_TOKEN: ' xoxb-1-2-abc' }, 'has blanks in it'],
    [{ SLACK_BOT_TOKEN: 'xoxb-…' }, 'is shortened'],
    [{ SLACK_BOT_TOKEN: 'xoxb-' }, 'ends after xoxb-'],
    [{ SLACK_BOT_TOKEN: 'xoxb-1\u0000' }, 'has characters in it that no token has'],
    [{ SLACK_BOT_TOKEN: 'xapp-1-A-2-abc' }, 'SLACK_BOT_TOKEN holds an app-level token (xapp-), expected a bot token'],
    [{ SLACK_BOT_TOKEN: 'xoxp-1' }, 'holds a user token (xoxp-)'],
    [{ SLACK_BOT_TOKEN: 'xoxe.xoxb-1' }, 'turn token rotation off'],
    [{ SLACK_BOT_TOKEN: 'Bearer' }, 'holds something else'],
    [{ SLACK_APP_TOKEN: undefined }, 'SLACK_APP_TOKEN is not set'],
    [{ SLACK_APP_TOKEN: 'xoxb-1-2-abc' }, 'SLACK_APP_TOKEN holds a bot token (xoxb-), expected an app-level token'],
    [{ SLACK_APP_TOKEN: '"xapp-1-A-2-abc"' }, 'SLACK_APP_TOKEN has quotes around it'],
    [{ SLACK_SIGNING_SECRET: 'xapp-1-A-2-abc' }, 'SLACK_SIGNING_SECRET holds an app-level token (xapp-)'],
    [{ SLACK_SIGNING_SECRET: 'abc\n' }, 'SLACK_SIGNING_SECRET has a line break in it'],
    [{ PORT: 'abc' }, 'Cannot use "abc" as PORT: expected a whole number from 1 to 65535'],
    [{ PORT: '65536' }, 'Cannot use "65536" as PORT'],
    [{ PORT: '-1' }, 'Cannot use "-1" as PORT'],
    [{ PORT: '80.5' }, 'Cannot use "80.5" as PORT'],
    [{ PORT: '0x1f' }, 'Cannot use "0x1f" as PORT'],
    [{ LOG_LEVEL: 'verbose' }, 'Cannot use "verbose" as LOG_LEVEL: expected one of trace, debug'],
    [{ SLACK_API_URL: 'slack.com/api' }, 'Cannot use what SLACK_API_URL is set to: expected an address'],
    [{ HTTPS_PROXY: 'proxy:3128' }, 'Cannot use what HTTPS_PROXY is set to: expected an address such as http://proxy'],
    [{ https_proxy: '10.0.0.1:3128' }, 'Cannot use what https_proxy is set to'],
  ])('refuses %j', (env, problem) => {
    expect(problemsOf(env).join('\n')).toContain(problem)
  })

  it('tells everything at once, and no value of a secret', () => {
    const problems = problemsOf({ SLACK_BOT_TOKEN: '"xoxb-hunter2"', SLACK_APP_TOKEN: 'xoxb-hunter2', PORT: 'abc' })
    expect(problems).toHaveLength(3)
    expect(problems.join()).not.toContain('hunter2')
  })
})
