import type { HttpAnswer } from '../../probe/answer.ts'

/** Where people are sent who have not said who they are. */
const loginPath =
  /(?:^|[/._-])(?:log-?in|sign-?in|sso|saml2?|oauth2?|oidc|auth(?:enticate|orize)?|session)(?:[/._-]|$)/i

/**
 * What a redirect wants: whoever made it has not asked the application how it is (nginx adds a slash or a scheme by
 * itself). Undefined for an answer that sends nobody anywhere.
 */
export function redirectOf(
  { status, headers }: HttpAnswer,
  asked: string,
): { readonly what: string; readonly did: string; readonly fix: string } | undefined {
  const location = headers.find(([name]) => name.toLowerCase() === 'location')?.[1] ?? ''
  if (status < 300 || status >= 400 || status === 304 || location === '' || !URL.canParse(location, asked))
    return undefined
  const from = new URL(asked)
  const to = new URL(location, asked)
  const shown = `${to.origin === 'null' ? `${to.protocol}//${to.host}` : to.origin}${to.pathname}`
  const did = `answers ${status}, to ${shown}`
  if (loginPath.test(to.pathname) && !loginPath.test(from.pathname)) {
    const fix =
      'services.yml: add headers: { Authorization: "Bearer ${TOKEN}" } or { Cookie: "${SESSION}" }, or name a page that needs no login'
    return { what: 'a login', did, fix }
  }
  if (to.hostname !== from.hostname) {
    const fix = `services.yml: name the page that it leads to, if that is the health of this host: ${shown}`
    return { what: 'to be asked elsewhere', did, fix }
  }
  const what = from.protocol === 'http:' && to.protocol === 'https:' ? 'https' : 'to be followed'
  return { what, did, fix: `services.yml: write ${shown} instead of ${asked}` }
}
