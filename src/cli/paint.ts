import { styleText } from 'node:util'
import type { Paint, Tone } from '../report/text-page.ts'

/** Of the eight basic colours, which every theme makes readable. */
const styles: Readonly<Record<Tone, Parameters<typeof styleText>[0]>> = {
  pass: 'green',
  warn: 'yellow',
  fail: 'red',
  unknown: 'magenta',
  skipped: 'dim',
  strong: 'bold',
  quiet: 'dim',
}

/** Colours the text by its tone; whether to colour was decided by `choosePaint`. */
export const paintAnsi: Paint = (tone, text) =>
  text === '' ? text : styleText(styles[tone], text, { validateStream: false })

/** Leaves the text as it is. */
export const paintNothing: Paint = (_, text) => text

/**
 * Colours or not: `NO_COLOR` (no-color.org: present and not empty) forbids, `FORCE_COLOR` other than 0 demands,
 * else a terminal that is not dumb decides.
 */
export function choosePaint(
  { isTTY }: { readonly isTTY: boolean },
  env: Readonly<Record<string, string | undefined>>,
): Paint {
  if (env['NO_COLOR']) return paintNothing
  const forced = env['FORCE_COLOR']
  if (forced !== undefined && forced !== '') return forced === '0' || forced === 'false' ? paintNothing : paintAnsi
  return isTTY && env['TERM'] !== 'dumb' ? paintAnsi : paintNothing
}
