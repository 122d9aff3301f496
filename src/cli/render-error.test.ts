import { describe, expect, it } from 'vitest'
import { parseServices } from '../config/parse-services.ts'
import { renderConfigErrors } from '../config/render-config-errors.ts'
import { AppError } from '../lib/app-error.ts'
import { parseReport } from '../report/parse-report.ts'
import { explainText } from '../run/explain.ts'
import { findAppTokenProblem, findBotTokenProblem } from '../slack/token-problems.ts'
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
    ['a wrong URL', configError('services: { a: { url: "ftp://u:hunter2@h/" } }')],
  ])('shows no secret of %s', (_what, error) => {
    expect(shown(error)).toMatch(/^503: /)
    expect(shown(error, true)).not.toContain('hunter2')
  })

  it('shows no control characters', () => {
    expect(shown(new AppError('USAGE', 'a\u001b[31mb\u009b2J'))).toBe('503: ab\n')
  })
})
