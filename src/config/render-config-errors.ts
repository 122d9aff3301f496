import type { ConfigError } from './config.ts'

/** Most errors shown; a file with more is no services.yml. */
const shownLimit = 50

/** One line per error, 'services.yml:12:15 Cannot use …', which terminals and editors turn into links. */
export function renderConfigErrors(errors: readonly ConfigError[]): string {
  const lines = errors
    .slice(0, shownLimit)
    .map((error) => `${error.file}:${error.line}:${error.column} ${error.message}`)
  const more = errors.length - lines.length
  return [...lines, ...(more > 0 ? [`… and ${more} more errors`] : [])].join('\n')
}
