import type { Output } from './execute.ts'
import { endMark } from './host-section.ts'
import { excerptLimit, type ProbeId } from './reading.ts'

/** What a line of a section looks like to its parser, and to a person; without the latter the line is for the parser alone. */
type Rule = readonly [pattern: RegExp, shown?: string]

const login: Rule = [/^user \S+$/]
const clock: Rule = [/^clock \d+.*$/]
const uptime: Rule = [/^uptime\.\d .*$/]
const look: Rule = [/^([a-z_]+)\.[12] /, '$1 ']
const cores: Rule = [/^cores /, '']

const rules: { readonly [P in ProbeId]?: readonly Rule[] } = {
  load: [[/^loadavg /, ''], cores],
  cpu: [uptime, [/^stat\.[12] /, ''], look],
  network: [uptime, [/^names /, ''], [/^values\.[12] /, ''], [/^sockstat6? /, '']],
  workers: [uptime, [/^from (?:cgroup|name|port) /, ''], [/^stat\.[12] /, '']],
  files: [[/^file-nr /, ''], [/^from (?:cgroup|name|port) /, ''], [/^name \d+ .*$/]],
  connections: [[/^port \d+$/], [/^table$/], [/^(?:state|own|peer) /, '']],
  disk: [[/^mount /, '']],
  resolve: [uptime, [/^status \d+$/]],
  release: [
    [/^stat (\d+) (.+)$/, '$2, changed at $1'],
    [/^target /, '-> '],
    [/^real /, ''],
    [/^beside /, ''],
  ],
  journal: [login],
  oom: [login, clock, [/^unit (\d+)$/, 'oom_kill of the unit $1']],
  'config-files': [[/^file /, '']],
  'proxy-log': [login, clock, [/^path (.+)$/, '==> $1 <=='], [/^> /, '']],
  'balancer-config': [
    login,
    [/^unit .*$/],
    [/^socket .*$/],
    [/^(running|other) .*$/],
    [/^file \w+ (.+)$/, '==> $1 <=='],
    [/^cut \w+ (.+)$/, '(the rest of $1 was not read)'],
    // Entries of a map, and conditions on a header, may be what a client must know.
    [/^>\s*["'].*$/],
    [/^> .*req\.http\.(?!host\b).*$/i],
    [/^> /, ''],
  ],
  host: [clock, cores],
  units: [[/^asked .*$/], [/^known .*$/], clock, [/^\w+(?:Monotonic=.*|=|=\[not set\])$/]],
}

/** Logs are told from their end, where the reason stands; all else from its beginning. */
const logs: readonly ProbeId[] = ['journal', 'proxy-log', 'oom']

/**
 * What a section printed, as a person would have seen it in a terminal: without the labels that only the parser needs. At
 * most `excerptLimit` characters, in whole lines where there is more than one.
 */
export function excerptOf(probe: ProbeId, { stdout, stderr }: Output): string {
  const lines = stdout.trimEnd().split('\n')
  if (lines.at(-1) === endMark) lines.pop()
  const said = /^unseen [a-z-]+ /.test(lines[0] ?? '') ? lines.slice(lines[1]?.startsWith('fix ') ? 2 : 1) : lines
  const isLog = logs.includes(probe)
  const shown = isLog ? shownLines(probe, said.toReversed()).toReversed() : shownLines(probe, said)
  const errors = stderr.trimEnd()
  const text = [shown.join('\n').trim(), errors].filter((part) => part !== '').join('\n')
  return isLog ? lastOf(text) : text.slice(0, excerptLimit)
}

/** As many lines as may be quoted, from the first on. */
function shownLines(probe: ProbeId, lines: readonly string[]): readonly string[] {
  const shown: string[] = []
  let chars = 0
  for (const line of lines) {
    for (const each of showLine(line, rules[probe] ?? [])) {
      shown.push(each)
      const { length } = each.trim()
      chars += length
      // Blank lines at either end are not quoted.
      if (length > 0 && chars > excerptLimit) return shown
    }
  }
  return shown
}

function showLine(line: string, of: readonly Rule[]): readonly string[] {
  for (const [pattern, shown] of of) {
    if (pattern.test(line)) return shown === undefined ? [] : [line.replace(pattern, shown)]
  }
  return [line]
}

function lastOf(text: string): string {
  if (text.length <= excerptLimit) return text
  const end = text.slice(-excerptLimit)
  return end.slice(end.indexOf('\n') + 1)
}
