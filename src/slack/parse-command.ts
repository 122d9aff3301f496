import { type StepId, stepIds } from '../report/report.ts'
import { splitHosts } from '../run/restrict-hosts.ts'
import { readPasted } from './read-pasted.ts'

/** What somebody asked for, or why it cannot be understood. */
export type Command =
  | { readonly kind: 'pick' }
  | {
      readonly kind: 'check'
      readonly service: string
      readonly hosts: readonly string[]
      readonly only: readonly StepId[]
    }
  | { readonly kind: 'recheck' }
  | { readonly kind: 'services' }
  | { readonly kind: 'status' }
  | { readonly kind: 'explain'; readonly url: string }
  | { readonly kind: 'explain-text'; readonly text: string }
  | { readonly kind: 'help' }
  | { readonly kind: 'misunderstood'; readonly problem: string }

/** Longest command looked at, but for what is pasted to be explained: nobody types 500 characters. */
const longest = 500

/**
 * Reads what was typed after `/503` or `@503`, as phones and rich text fields send it: smart quotes, dashes that were
 * two hyphens, links in angle brackets, stray spaces and capitals.
 */
export function parseCommand(typed: string): Command {
  const isExplain = /^[\s*`_]*explain\b/i.test(typed)
  const words = splitWords(isExplain ? typed.slice(0, longest) : unlinked(typed.slice(0, longest)))
  const [verb = '', ...rest] = words
  switch (verb.toLowerCase()) {
    case '':
      return { kind: 'pick' }
    case 'check':
      return parseCheck(rest)
    case 'recheck':
      return rest.some((word) => word.startsWith('--'))
        ? misunderstood('recheck looks at the same again and takes no options; there is check <service> --host <host>')
        : { kind: 'recheck' }
    case 'services':
    case 'list':
      return { kind: 'services' }
    case 'status':
      return { kind: 'status' }
    case 'explain':
      return parseExplain(rest, typed)
    case 'help':
    case '?':
    case '--help':
      return { kind: 'help' }
    default:
      return { kind: 'misunderstood', problem: `"${verb.slice(0, 40)}" is not something 503 does` }
  }
}

function parseCheck(words: readonly string[]): Command {
  const names: string[] = []
  const hosts: string[] = []
  const only: StepId[] = []
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? ''
    const [flag, inline] = splitOption(word)
    if (!flag.startsWith('--')) {
      names.push(word)
      continue
    }
    const value = inline ?? words[++index]
    if (value === undefined || value.startsWith('--')) return misunderstood(`${flag} needs a value`)
    if (value.split(',').every((each) => each === '')) return misunderstood(`${flag} needs a value`)
    if (flag === '--host') hosts.push(...splitHosts(value))
    else if (flag === '--only') {
      const steps = value.toLowerCase().split(',').filter(Boolean)
      const unknown = steps.find((step) => !isStepId(step))
      if (unknown !== undefined)
        return misunderstood(`"${unknown.slice(0, 40)}" is not a step; the steps are ${stepIds.join(', ')}`)
      only.push(...steps.filter(isStepId))
    } else return misunderstood(`${flag.slice(0, 40)} is not an option; there are --host and --only`)
  }
  if (names.length === 0) return { kind: 'pick' }
  if (names.length > 1) return misunderstood(`one service at a time, not ${names.length}`)
  return { kind: 'check', service: names[0] ?? '', hosts, only }
}

/** One word is an address; more is what somebody pasted, and all of it is read. */
function parseExplain(words: readonly string[], typed: string): Command {
  const [url] = words
  if (url === undefined) return misunderstood('explain takes one URL, or a pasted response or log lines')
  if (words.length === 1 && typed.length <= longest)
    return { kind: 'explain', url: /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `https://${url}` }
  return {
    kind: 'explain-text',
    text: readPasted(typed)
      .replace(/^\s*explain\s*/i, '')
      .replace(/^[`\s]+|[`\s]+$/g, ''),
  }
}

function misunderstood(problem: string): Command {
  return { kind: 'misunderstood', problem }
}

function isStepId(text: string): text is StepId {
  return (stepIds as readonly string[]).includes(text)
}

function splitOption(word: string): readonly [string, string?] {
  const equals = word.indexOf('=')
  if (!word.startsWith('--') || equals === -1) return [word.startsWith('--') ? word.toLowerCase() : word]
  return [word.slice(0, equals).toLowerCase(), word.slice(equals + 1)]
}

/** Slack makes a link of a word that looks like an address: the name of a host, of a service, of a login. */
function unlinked(typed: string): string {
  return typed
    .replace(/<https?:\/\/[^|>\s]{1,400}\|([^>\s]{1,400})>/gi, '$1')
    .replace(/<https?:\/\/([^/|>\s]{1,400})\/?>/gi, '$1')
    .replace(/<mailto:[^|>\s]{1,400}\|([^>\s]{1,400})>/gi, '$1')
}

function splitWords(typed: string): readonly string[] {
  const plain = typed
    // Links as Slack writes them: <https://x|label> is the address, <mailto:..|..> and mentions their label or nothing.
    .replace(/<(https?:\/\/[^|>\s]{1,400})(?:\|[^>]{0,400})?>/gi, ' $1 ')
    .replace(/<[@#!][^>]{0,200}>/g, ' ')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    // A dash that a phone made of two hyphens.
    .replace(/(^|\s)[\u2013\u2014\u2015](?=\w)/g, '$1--')
    // One hyphen, where two are meant.
    .replace(/(^|\s)-(?=host\b|only\b)/gi, '$1--')
    // Words in bold.
    .replace(/(^|[\s=])\*([^*\s]{1,100})\*(?=\s|$)/g, '$1$2')
    .replace(/[\u2018\u2019\u201c\u201d\u00ab\u00bb"'`]/g, ' ')
    .replace(/[\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, '')
  return plain.split(/\s+/u).filter((word) => word !== '')
}
