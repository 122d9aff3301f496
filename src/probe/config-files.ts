import type { Output } from './execute.ts'
import { isoOfSeconds, parseFigure } from './figures.ts'
import type { SectionProbe } from './probe.ts'
import { explainOutput, isUnseen, sectionLines } from './section-lines.ts'
import { unitName } from './unit-name.ts'
import { unitsCollection } from './units-collection.ts'
import { type Parsed, seen, unseen } from './unseen.ts'

/** When configuration files last changed: unit files and drop-ins, proxy configuration. Newest first, at most 20. */
export interface ConfigFilesValue {
  readonly files: readonly { readonly path: string; readonly changedAt: string }[]
  /** Directories that are closed to us: changes in them are not seen. */
  readonly unreadable?: readonly string[]
}

export const configFilesProbe: SectionProbe<'config-files', ConfigFilesValue> = {
  id: 'config-files',
  label: 'configuration files',
  reads: unitsCollection,
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
