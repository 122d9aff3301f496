/** What is wrong with `SLACK_BOT_TOKEN` as far as can be seen without asking Slack; undefined when nothing is. */
export function findBotTokenProblem(token: string | undefined): string | undefined {
  return findProblem('SLACK_BOT_TOKEN', token, {
    prefix: 'xoxb-',
    kind: 'a bot token',
    place: 'under "OAuth & Permissions" of the app',
    instead: '',
  })
}

/** The same of `SLACK_APP_TOKEN`. */
export function findAppTokenProblem(token: string | undefined): string | undefined {
  return findProblem('SLACK_APP_TOKEN', token, {
    prefix: 'xapp-',
    kind: 'an app-level token',
    place: 'under "Basic Information", App-Level Tokens',
    instead: ' (or set SLACK_SIGNING_SECRET and PORT for HTTP)',
  })
}

/** The same of `SLACK_SIGNING_SECRET`. */
export function findSecretProblem(secret: string): string | undefined {
  const name = 'SLACK_SIGNING_SECRET'
  const where = 'it is under "Basic Information", App Credentials'
  const spoiled = findSpoiling(secret)
  if (spoiled) return `${name} ${spoiled}: set it to the secret alone; ${where}`
  const found = kindOf(secret)
  return found ? `${name} holds ${found}, not the signing secret: ${where}` : undefined
}

interface Wanted {
  readonly prefix: string
  readonly kind: string
  readonly place: string
  readonly instead: string
}

function findProblem(name: string, token: string | undefined, wanted: Wanted): string | undefined {
  const { prefix, kind, place, instead } = wanted
  if (token === undefined) return `${name} is not set: it begins with ${prefix} and is ${place}${instead}`
  const spoiled = findSpoiling(token)
  if (spoiled) return `${name} ${spoiled}: set it to the token alone, which begins with ${prefix} and is ${place}`
  if (!token.startsWith(prefix))
    return `${name} holds ${kindOf(token) ?? 'something else'}, expected ${kind}, which begins with ${prefix} and is ${place}`
  // Copied from the field of a web page that shortens it, or cut off: Slack's own are longer than what is before them.
  return token.length === prefix.length ? `${name} ends after ${prefix}: copy it again, it is ${place}` : undefined
}

/** Characters that no token has and that copying and env files add. */
function findSpoiling(token: string): string | undefined {
  if (/^["'`\u2018\u2019\u201c\u201d].*|["'`\u2018\u2019\u201c\u201d]$/su.test(token)) return 'has quotes around it'
  if (/[\r\n]/.test(token)) return 'has a line break in it'
  if (/\s/u.test(token)) return 'has blanks in it'
  if (/[\u2026*]|\.\.\./u.test(token)) return 'is shortened (it has … or * in it)'
  return /[^\x21-\x7e]/.test(token) ? 'has characters in it that no token has' : undefined
}

/** Kinds of Slack's tokens by how they begin (docs.slack.dev/authentication/tokens). */
const kinds: readonly (readonly [prefix: string, kind: string])[] = [
  ['xoxb-', 'a bot token (xoxb-)'],
  ['xapp-', 'an app-level token (xapp-)'],
  ['xoxp-', 'a user token (xoxp-)'],
  ['xoxe.', 'a token that is rotated (xoxe.; turn token rotation off)'],
  ['xoxe-', 'a refresh token (xoxe-)'],
  ['xoxa-', 'a legacy workspace token (xoxa-)'],
  ['xoxc-', "a browser's token (xoxc-)"],
  ['xoxs-', "a session's token (xoxs-)"],
]

function kindOf(token: string): string | undefined {
  return kinds.find(([prefix]) => token.startsWith(prefix))?.[1]
}
