import { AppError, type ErrorCode } from '../lib/app-error.ts'

/** Everything that is wrong with the environment of `503 serve`, a line each. */
export function settingsInvalid(problems: readonly string[]): AppError {
  return listed('SETTINGS_INVALID', 'Cannot start the bot with these settings', problems)
}

/** Everything that Slack has against the tokens, or why it cannot be reached, a line each. */
export function slackUnusable(problems: readonly string[]): AppError {
  return listed('SLACK_UNUSABLE', 'Cannot connect to Slack', problems)
}

function listed(code: ErrorCode, attempted: string, problems: readonly string[]): AppError {
  return new AppError(code, `${attempted}:\n${problems.map((problem) => `  ${problem}`).join('\n')}`, {
    hint: 'docs/slack.md has the steps and the settings',
  })
}

/** A port that cannot be listened on, in words; any other error as it is. */
export function describeListening(error: unknown, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const reason = listenReasons[code]
  if (reason === undefined) return error
  return new AppError('PORT_UNAVAILABLE', `Cannot listen on port ${port}: ${reason}`, {
    hint: `Set PORT to another one (0 picks a free one), or see who has it: ss -ltnp 'sport = :${port}'`,
    cause: error,
  })
}

const listenReasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process listens on it',
  EACCES: 'this account may not; ports below 1024 are for root',
  EADDRNOTAVAIL: 'this machine has no such address',
}
