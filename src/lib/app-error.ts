/** Every error a user can meet that is not a reading: code → exit status. `docs/errors.md` is kept equal by a test. */
export const errorCatalogue = {
  USAGE: { exit: 64, summary: 'The command line cannot be understood.' },
  CONFIG_INVALID: { exit: 78, summary: 'services.yml has errors; all of them are listed.' },
  CONFIG_NOT_FOUND: { exit: 78, summary: 'No services.yml was found and no host was given.' },
  SERVICE_UNKNOWN: { exit: 64, summary: 'The service is not in services.yml.' },
  REPORT_INVALID: { exit: 64, summary: 'The file is not a slash503 report.' },
  FILE_UNREADABLE: { exit: 64, summary: 'A file named on the command line cannot be read.' },
  NO_ANSWER: { exit: 2, summary: 'The URL to explain gave no HTTP answer.' },
  HOST_UNREACHABLE: { exit: 2, summary: 'The host whose key is to be pinned cannot be reached.' },
  INTERNAL: { exit: 70, summary: 'A bug in slash503. Please report it with the output of DEBUG=slash503.' },
  SLACK_UNUSABLE: { exit: 78, summary: 'The bot cannot connect to Slack; everything that is wrong is listed.' },
  SETTINGS_INVALID: { exit: 78, summary: 'Environment variables of `503 serve` are wrong; all of them are listed.' },
  PORT_UNAVAILABLE: { exit: 78, summary: 'The port that `503 serve` is to listen on cannot be had.' },
  STORE_UNUSABLE: { exit: 78, summary: 'The store of runs and incidents cannot be used as it is configured.' },
  STORE_UNAVAILABLE: { exit: 69, summary: 'The store does not answer, or another process has it.' },
  INCIDENT_UNKNOWN: { exit: 64, summary: 'The incident is not in the store.' },
  HOST_KEY_UNTRUSTED: { exit: 1, summary: 'The host key could not be pinned.' },
} as const

export type ErrorCode = keyof typeof errorCatalogue

/**
 * A broken promise, in words for the person who can mend it: what was attempted, found, wanted; and what to do next. It is
 * shown as it is: values from outside enter it through masked`…`.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.hint = options.hint
  }
}
