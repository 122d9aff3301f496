import type { Paint, Tone } from '../report/text-page.ts'

/** SGR codes of ECMA-48: the eight basic colours, which every theme makes readable. */
const codes: Readonly<Record<Tone, readonly [on: number, off: number]>> = {
  pass: [32, 39],
  warn: [33, 39],
  fail: [31, 39],
  unknown: [35, 39],
  skipped: [2, 22],
  strong: [1, 22],
  quiet: [2, 22],
}

/** Colours the text by its tone. */
export const paintAnsi: Paint = (tone, text) => {
  const [on, off] = codes[tone]
  return text === '' ? text : `\u001b[${on}m${text}\u001b[${off}m`
}

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
