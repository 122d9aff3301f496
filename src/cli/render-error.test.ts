import { describe, expect, it } from 'vitest'
import { serviceOf } from '../../test/support/readings.ts'
import { parseServices } from '../config/parse-services.ts'
import { renderConfigErrors } from '../config/render-config-errors.ts'
import { serviceFromFlags } from '../config/service-from-flags.ts'
import { AppError } from '../lib/app-error.ts'
import { parseReport } from '../report/parse-report.ts'
import { explainText } from '../run/explain.ts'
import { restrictHosts } from '../run/restrict-hosts.ts'
import { selectSteps } from '../run/select-steps.ts'
import { describeNetworkError } from '../slack/describe-network-error.ts'
import { readSettings } from '../slack/read-settings.ts'
import { settingsInvalid, slackUnusable } from '../slack/serve-errors.ts'
import { findAppTokenProblem, findBotTokenProblem } from '../slack/token-problems.ts'
import { readAccess } from './access-flags.ts'
import { renderError } from './render-error.ts'

const shown = (error: unknown, debug = false) => renderError(error, { debug }).text

function thrownBy(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

function configError(yaml: string): AppError {
  const parsed = parseServices(yaml, { file: 's.yml', env: {} })
  return new AppError('CONFIG_INVALID', parsed.kind === 'invalid' ? renderConfigErrors(parsed.errors) : 'ok')
}

function refusedHost(typed: string): AppError {
  const restricted = restrictHosts(serviceOf(), [typed])
  return restricted.kind === 'unknown'
    ? new AppError('USAGE', restricted.problem, { hint: restricted.hint })
    : new AppError('USAGE', 'hunter2')
}

function flagError(flags: Parameters<typeof serviceFromFlags>[0]): AppError {
  const parsed = serviceFromFlags(flags)
  return new AppError('USAGE', parsed.kind === 'invalid' ? parsed.errors.join() : 'hunter2')
}

function settingsError(env: Readonly<Record<string, string>>): AppError {
  const read = readSettings(env)
  return settingsInvalid(read.kind === 'wrong' ? read.problems : ['hunter2'])
}

describe('renderError()', () => {
  it.each([
    [
      'a variable that is not set',
      configError('services: { a: { url: "postgres://x", database: { url: "postgres://u:${DB_PASSWORD}@h/d" } } }'),
      '${DB_PASSWORD:-…}',
    ],
    [
      'a missing Slack token',
      new AppError('SLACK_UNUSABLE', findAppTokenProblem(undefined) ?? ''),
      'SLACK_APP_TOKEN is not set: it begins with xapp- and is under "Basic Information", App-Level Tokens',
    ],
    [
      'a wrong Slack token',
      new AppError('SLACK_UNUSABLE', findBotTokenProblem('"xoxb-1"') ?? ''),
      'SLACK_BOT_TOKEN has quotes around it: set it to the token alone, which begins with xoxb-',
    ],
    [
      'what Slack says of a token',
      slackUnusable(['Slack refused SLACK_BOT_TOKEN with the error team_access_not_granted']),
      'Slack refused SLACK_BOT_TOKEN with the error team_access_not_granted',
    ],
    [
      'a proxy that is needed',
      slackUnusable([`Slack could not be reached: ${describeNetworkError({ code: 'ENOTFOUND' })}`]),
      'behind a proxy set HTTPS_PROXY',
    ],
    [
      'settings without a token',
      settingsError({}),
      'SLACK_APP_TOKEN is not set: it begins with xapp- and is under "Basic Information"',
    ],
    [
      'advice on a password',
      new AppError('USAGE', 'no password', { hint: 'password: postgres://user:password@host/database' }),
      'password: postgres://user:password@host/database',
    ],
  ])('shows %s as it was written', (_what, error, text) => {
    expect(shown(error)).toContain(text)
  })

  it.each([
    ['a file that is no report', thrownBy(() => parseReport('password=hunter2', { file: 'x' }))],
    ['a report with a wrong version', thrownBy(() => parseReport('{"version":"token=hunter2"}', { file: 'x' }))],
    ['the name of a file', thrownBy(() => parseReport('{', { file: 'https://u:hunter2@h/report.json' }))],
    ['what is no response', thrownBy(() => explainText('Authorization: Bearer hunter2'))],
    ['a bug', new TypeError('cannot read postgres://u:hunter2@h/d')],
    ['a bug of a bug', new AppError('INTERNAL', 'x', { cause: new Error('password=hunter2') })],
    ['a wrong value of services.yml', configError('services: { a: { hosts: ["password=hunter2 x"] } }')],
    ['a key of services.yml', configError('services: { a: { hosts: [x], "password=hunter2": 1 } }')],
    ['the name of a service', configError('services: { "https://u:hunter2@h/": { hosts: [x] } }')],
    ['an alias without an anchor', configError('services: { a: { hosts: *password=hunter2 } }')],
    ['a file of PEM', configError('services: { a: { url: { url: "https://h/", ca: "/token=hunter2" } } }')],
    ['what is no step', thrownBy(() => selectSteps(['token=hunter2']))],
    ['what is no host of a service', refusedHost('password=hunter2')],
    ['what flags describe', flagError({ host: ['x'], url: 'ftp://u:hunter2@h/' })],
    ['a jump that is none', thrownBy(() => readAccess({ jump: 'token=hunter2' }, { hosts: ['x'], typed: [] }))],
    ['settings of the bot', settingsError({ PORT: 'password=hunter2', LOG_LEVEL: 'https://u:hunter2@h' })],
    ['why Slack is not reached', slackUnusable([describeNetworkError(new Error('http://u:hunter2@proxy refused'))])],
    ['a wrong URL', configError('services: { a: { url: "ftp://u:hunter2@h/" } }')],
  ])('shows no secret of %s', (_what, error) => {
    expect(shown(error)).toMatch(/^503: /)
    expect(shown(error, true)).not.toContain('hunter2')
  })

  it('shows no control characters', () => {
    expect(shown(new AppError('USAGE', 'a\u001b[31mb\u009b2J'))).toBe('503: ab\n')
  })
})
