import { AppError, errorCatalogue } from '../lib/app-error.ts'
import { cleanText } from '../lib/clean-text.ts'
import { masked } from '../lib/masked.ts'
import { redact } from '../lib/redact.ts'

/**
 * An error as its user sees it: message and hint, never a stack unless `debug`; and the exit status that goes with it. An
 * `AppError` is a sentence of ours and shown as it is: values in it were masked when it was made.
 */
export function renderError(
  error: unknown,
  { debug }: { readonly debug: boolean },
): { readonly text: string; readonly exit: number } {
  const known = error instanceof AppError ? error : internalError(error)
  const hint = known.hint === undefined ? '' : `\n  ${known.hint}`
  const stack = debug ? `\n${redact(cleanText(stackOf(error)))}` : ''
  return {
    text: `503: ${cleanText(`${known.message}${hint}`)}${stack}\n`,
    exit: errorCatalogue[known.code].exit,
  }
}

function internalError(error: unknown): AppError {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return new AppError('INTERNAL', masked`This is a bug in slash503: ${message}`, {
    hint: 'Please report it with the output of the same command under DEBUG=slash503.',
    cause: error,
  })
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`
  return `${error.stack ?? error.message}${cause}`
}
