import { quote } from '../lib/quote.ts'
import type { About, Collection } from './collection.ts'
import type { Output } from './execute.ts'
import { fieldOf, isoOfSeconds, parseFigure } from './figures.ts'
import type { SectionProbe } from './probe.ts'
import { explainOutput, isUnseen, sectionLines } from './section-lines.ts'
import { type Parsed, seen } from './unseen.ts'

/** The release link, or a plain directory. */
export interface ReleaseValue {
  readonly path: string
  /** Where the link points; absent for a directory. */
  readonly target?: string
  /** When the link itself was made, ISO 8601, host's clock. */
  readonly changedAt: string
  /** Newest other release beside it, where readable. */
  readonly previous?: string
  /** The link points at nothing. */
  readonly isTargetMissing?: boolean
}

/**
 * stat without -L looks at the link itself, in coreutils and in busybox; both put names between apostrophes for `%N`, and
 * what has characters that they may write differently is asked of readlink.
 */
const buildScript = ({ subject = '' }: About): string => `
path=${quote(subject)}
shown=$(stat -c '%Y %F %N' -- "$path")
first=\${shown%% \\'*}
[ -z "$shown" ] || printf 'stat %s\\n' "\${first%" $path"}"
if [ -L "$path" ]; then
  target=\${shown##* -> \\'}; target=\${target%\\'}
  case $target in ''|*[!A-Za-z0-9_./@:+,-]*) target=$(readlink -- "$path");; esac
  printf 'target %s\\n' "$target"
  if cd -P -- "$path" 2>/dev/null; then real=$PWD; cd /; else real=$(readlink -f -- "$path"); fi
  if [ -e "$path" ]; then
    printf 'real %s\\n' "$real"
    newest=''
    for d in "\${real%/*}"/*/; do
      d=\${d%/}
      [ -d "$d" ] && [ "$d" != "$real" ] && [ "$d" != "$path" ] && { [ -z "$newest" ] || [ "$d" -nt "$newest" ]; } && newest=$d
    done
    [ -z "$newest" ] || printf 'beside %s\\n' "$newest"
  else stat -L -- "$path" >/dev/null
  fi
fi`

const releaseCollection: Collection = {
  kind: 'collection',
  id: 'release',
  label: 'release',
  subjectOf: ({ subject }) => subject,
  script: buildScript,
  mayHang: true,
  price: { forks: 2, cpu: 'low' },
}

export const releaseProbe: SectionProbe<'release', ReleaseValue> = {
  id: 'release',
  label: 'release',
  reads: releaseCollection,
  source: ({ subject = '' }) => `stat ${quote(subject)}; ls -1td RELEASES/*/`,
  parse: parseRelease,
  shown: [
    [/^stat (\d+) (.+)$/, '$2, changed at $1'],
    [/^target /, '-> '],
    [/^real /, ''],
    [/^beside /, ''],
  ],
}

export function parseRelease(output: Output, { subject }: { readonly subject: string }): Parsed<ReleaseValue> {
  const lines = sectionLines(output)
  if (isUnseen(lines)) return lines
  const match = /^(\d+) (.+)$/.exec(fieldOf(lines, 'stat') ?? '')
  const changedAt = isoOfSeconds(parseFigure(match?.[1]))
  if (!match || !changedAt) return explainOutput(output, 'stat printed no time')
  const target = fieldOf(lines, 'target')
  const previous = previousOf(lines, subject)
  return seen({
    path: subject,
    ...(target ? { target } : {}),
    changedAt,
    ...(previous === undefined ? {} : { previous }),
    ...(target && /no such file/i.test(output.stderr) ? { isTargetMissing: true } : {}),
  })
}

/** `ls -t` names the newest first; the link itself may lie among the releases. */
function previousOf(lines: readonly string[], path: string): string | undefined {
  const real = fieldOf(lines, 'real')
  return lines
    .filter((line) => line.startsWith('beside /'))
    .map((line) => line.slice('beside '.length).replace(/\/+$/, ''))
    .find((beside) => beside !== real && beside !== path)
}
