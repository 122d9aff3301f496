import { quote } from '../lib/quote.ts'
import type { About, Collection } from './collection.ts'
import type { Output } from './execute.ts'
import { isoOfSeconds, parseFigure } from './figures.ts'
import type { SectionProbe } from './probe.ts'
import { explainOutput, isUnseen, sectionLines } from './section-lines.ts'
import { unitName } from './unit-name.ts'
import { type Parsed, seen, unseen } from './unseen.ts'

/** When configuration files last changed: unit files and drop-ins, proxy configuration. Newest first, at most 20. */
export interface ConfigFilesValue {
  readonly files: readonly { readonly path: string; readonly changedAt: string }[]
  /** Directories that are closed to us: changes in them are not seen. */
  readonly unreadable?: readonly string[]
}

/** Paths of systemd units hold no spaces in practice; one that does is left out. Without systemd the names of OpenRC. */
function unitScript(unit: string): string {
  const name = unitName(unit)
  return `
unit=${quote(name)}; name=\${unit%.*}; name=\${name%%@*}
if [ -d /run/systemd/system ]; then
  words=$(systemctl show --property=FragmentPath,SourcePath,DropInPaths,EnvironmentFiles -- "$unit" | sed 's/^[A-Za-z]*=-\\{0,1\\}//; s/ (ignore_errors=.*//')
else words=''; fi
set -f; set -- $words; set +f
case $name in */*|'') ;; *) set -- "$@" "/etc/default/$name" "/etc/sysconfig/$name" "/etc/init.d/$name" "/etc/conf.d/$name";; esac`
}

const buildScript = ({ unit }: About): string => `
set --
${unit === undefined ? '' : unitScript(unit)}
n=$#
for f in "$@" /etc/nginx /etc/haproxy; do case $f in /*) [ -e "$f" ] && set -- "$@" "$f";; esac; done
shift $n
if [ $# -eq 0 ]; then echo 'unseen not-found no unit file and no configuration of nginx or HAProxy'
else
  find -L "$@" -maxdepth 3 -type f -exec stat -L -c 'file %Y %n' {} + | sort -k2,2nr | head -n 20 | cut -c1-600
fi`

const configFilesCollection: Collection = {
  kind: 'collection',
  id: 'config-files',
  label: 'configuration files',
  subjectOf: ({ unit }) => unit,
  script: buildScript,
  mayHang: true,
  price: { forks: 9, cpu: 'middle' },
}

export const configFilesProbe: SectionProbe<'config-files', ConfigFilesValue> = {
  id: 'config-files',
  label: 'configuration files',
  reads: configFilesCollection,
  source: ({ unit }) =>
    `stat of ${unit === undefined ? '' : `the files of ${unitName(unit)} and `}/etc/nginx, /etc/haproxy`,
  parse: parseConfigFiles,
  shown: [[/^file /, '']],
}

export function parseConfigFiles(output: Output): Parsed<ConfigFilesValue> {
  const lines = sectionLines(output)
  if (isUnseen(lines)) return lines
  const files = lines.flatMap((line) => {
    const match = /^file (\d+) (\/.*)$/.exec(line)
    const changedAt = isoOfSeconds(parseFigure(match?.[1]))
    return match?.[2] && changedAt ? [{ path: match[2], changedAt }] : []
  })
  const unreadable = [...output.stderr.matchAll(/^find: .*?(\/[^'’:]*).*permission denied$/gim)].map(
    (match) => match[1] ?? '',
  )
  if (files.length > 0)
    return seen({
      files: [...new Map(files.map((file) => [file.path, file])).values()],
      ...(unreadable.length > 0 ? { unreadable } : {}),
    })
  if (unreadable.length === 0) return explainOutput(output, 'no configuration file was found')
  return unseen(
    'denied',
    `cannot look into ${unreadable.join(', ')}`,
    'let the account list these folders (setfacl, or its group)',
  )
}
