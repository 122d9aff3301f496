import pino, { type Logger } from 'pino'
import { cleanText } from '../lib/clean-text.ts'
import { redact } from '../lib/redact.ts'
import { maskSlackSecrets } from './create-sdk-logger.ts'

/** One JSON object a line on stdout; no token leaves through it, whatever an error carries. */
export function createLog(level: string): Logger {
  return pino({
    level,
    base: null,
    redact: ['*.token', '*.authorization'],
    serializers: { err: describeError },
    hooks: { streamWrite: maskSlackSecrets },
  })
}

/** An error for the log: where it comes from, its words without secrets. Sentences of ours are messages, not errors. */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return redact(cleanText(String(error)))
  const { type, message, stack } = pino.stdSerializers.err(error)
  return { type, message: redact(cleanText(message)), stack: redact(cleanText(stack)) }
}
