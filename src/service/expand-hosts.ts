import { type Checked, right, wrong } from './checked.ts'
import { checkName } from './name-rules.ts'

/** Most hosts of one service; a check opens a connection to each. */
export const hostLimit = 1000

const expectedRange = 'a host name or a range such as app[01-20] or app[1-3,7]'

/**
 * 'app[01-03]' → app01, app02, app03; 'web[1-2]-[a,b]' → web1-a, web1-b, web2-a, web2-b; a plain name → itself.
 * Zero padding is kept. Wrong for reversed ranges, ends of different padding, more than `hostLimit` names, and whatever
 * would not be a host name.
 */
export function expandHosts(pattern: string): Checked<readonly string[]> {
  const parts = pattern.split(/\[([^[\]]*)\]/)
  let names: readonly string[] = ['']
  for (const [index, part] of parts.entries()) {
    const choices = index % 2 === 0 ? right([part]) : expandGroup(part)
    if (choices.kind === 'wrong') return choices
    if (names.length * choices.value.length > hostLimit) return wrong(`at most ${hostLimit} hosts in one range`)
    names = names.flatMap((name) => choices.value.map((choice) => name + choice))
  }
  if (names.every((name) => checkName('host', name).kind === 'right')) return right(names)
  return parts.length > 1 || /[[\]]/.test(pattern) ? wrong(expectedRange) : checkedPlain(pattern)
}

function checkedPlain(name: string): Checked<readonly string[]> {
  const checked = checkName('host', name)
  return checked.kind === 'wrong' ? checked : right([name])
}

/** '01-03,7' → 01, 02, 03, 7. */
function expandGroup(group: string): Checked<readonly string[]> {
  const choices: string[] = []
  for (const item of group.split(',')) {
    const range = /^(\d{1,9})-(\d{1,9})$/.exec(item)
    const expanded = range ? expandRange(range[1] ?? '', range[2] ?? '') : checkItem(item)
    if (expanded.kind === 'wrong') return expanded
    choices.push(...expanded.value)
    if (choices.length > hostLimit) return wrong(`at most ${hostLimit} hosts in one range`)
  }
  return right(choices)
}

function checkItem(item: string): Checked<readonly string[]> {
  return /^[A-Za-z0-9]{1,63}$/.test(item) ? right([item]) : wrong(expectedRange)
}

function expandRange(first: string, last: string): Checked<readonly string[]> {
  const isPadded = /^0\d/.test(first) || /^0\d/.test(last)
  if (isPadded && first.length !== last.length) return wrong(`as many digits in [${first}-${last}] at both ends`)
  const count = Number(last) - Number(first) + 1
  if (count < 1) return wrong(`the lower number first, as in [${last}-${first}]`)
  if (count > hostLimit) return wrong(`at most ${hostLimit} hosts in one range`)
  const width = isPadded ? first.length : 0
  return right(Array.from({ length: count }, (_, index) => String(Number(first) + index).padStart(width, '0')))
}
