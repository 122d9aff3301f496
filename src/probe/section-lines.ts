import { endMark } from './collection.ts'
import type { Output } from './execute.ts'
import { type Fix, type Unseen, type UnseenReason, unseen } from './unseen.ts'

/** Reasons a script may give itself, on a first line `unseen <reason> <detail>`, with a second line `fix <name>` of `fixes`: a host's own words are no advice. */
const reasons: readonly UnseenReason[] = ['denied', 'not-found', 'unsupported', 'timed-out', 'garbled']

const fixes: Readonly<Record<string, Fix>> = {
  psi: 'boot with psi=1 on a kernel with CONFIG_PSI (Linux 4.20 and later)',
}

/** The lines a section printed, without its end mark; or why they say nothing. */
export function sectionLines(output: Output): readonly string[] | Unseen {
  const lines = output.stdout.split('\n')
  if (lines.at(-1) === '') lines.pop()
  if (lines.pop() !== endMark) return explainOutput(output, 'the output ends too early')
  const match = /^unseen ([a-z-]+) (.+)$/.exec(lines[0] ?? '')
  const reason = reasons.find((known) => known === match?.[1])
  if (!match || !reason) return lines
  const name = /^fix ([a-z]+)$/.exec(lines[1] ?? '')?.[1] ?? ''
  return unseen(reason, match[2] ?? '', Object.hasOwn(fixes, name) ? fixes[name] : undefined)
}

/** Narrows the result of `sectionLines`. */
export function isUnseen(lines: readonly string[] | Unseen): lines is Unseen {
  return 'kind' in lines
}

/** Why output without the wanted value has none, from what the commands said on stderr; `garbled` when they said nothing. */
export function explainOutput(output: Output, otherwise: string): Unseen {
  const said = output.stderr.split('\n').find((line) => line.trim() !== '')
  const detail = said?.trim().slice(0, 300)
  if (detail === undefined) return unseen('garbled', otherwise)
  const denied = firstMatch(output.stderr, /permission denied|operation not permitted|access denied/i)
  if (denied) return unseen('denied', denied)
  const missing = firstMatch(output.stderr, /not found|no such file|applet not found/i)
  if (missing) return unseen('not-found', missing)
  return unseen('garbled', detail)
}

function firstMatch(text: string, pattern: RegExp): string | undefined {
  return text
    .split('\n')
    .find((line) => pattern.test(line))
    ?.trim()
    .slice(0, 300)
}
