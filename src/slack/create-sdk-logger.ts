import { inspect } from 'node:util'
import { type Logger, LogLevel } from '@slack/bolt'
import { redact } from '../lib/redact.ts'
import { truncate } from '../lib/truncate.ts'

/** The part of pino that Slack's packages write to. */
export interface SdkLog {
  /** pino's level: what is below it is not written. */
  readonly level: string
  trace(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

const mostCharacters = 1000

/**
 * What `@slack/bolt`, `web-api` and `socket-mode` log, as lines of our own log with `from`. Their debug level is the wire
 * itself and becomes `trace`. The level is pino's; what they ask to set is not heard.
 */
export function createSdkLogger(log: SdkLog, from: string): Logger {
  const to =
    (write: 'trace' | 'info' | 'warn' | 'error') =>
    (...parts: readonly unknown[]): void =>
      log[write]({ from }, render(parts))
  return {
    debug: to('trace'),
    info: to('info'),
    warn: to('warn'),
    error: to('error'),
    getLevel: () => levels[log.level] ?? LogLevel.ERROR,
    setLevel: () => undefined,
    setName: () => undefined,
  }
}

const levels: Readonly<Record<string, LogLevel>> = {
  trace: LogLevel.DEBUG,
  debug: LogLevel.INFO,
  info: LogLevel.INFO,
  warn: LogLevel.WARN,
}

function render(parts: readonly unknown[]): string {
  const text = parts.map((part) => (typeof part === 'string' ? part : describe(part))).join(' ')
  return truncate(maskSlackSecrets(redact(text)), mostCharacters)
}

function describe(part: unknown): string {
  return part instanceof Error ? `${part.name}: ${part.message}` : inspect(part, { depth: 3, breakLength: Infinity })
}

/**
 * Text without what opens doors at Slack: tokens of every kind, the tickets of its sockets, the addresses of answers and
 * uploads.
 */
export function maskSlackSecrets(text: string): string {
  return text
    .replace(/\bx(?:ox[a-z]|app)-[\w.-]+/g, '***')
    .replace(/\b(ticket=)[^&\s"\\]+/g, '$1***')
    .replace(/(https?:\/\/hooks\.slack\.com|https?:\/\/files\.slack\.com\/upload)\/[^\s"\\]+/g, '$1/***')
}
