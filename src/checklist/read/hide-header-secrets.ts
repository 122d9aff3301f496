import type { Answer, Ask } from '../../probe/execute.ts'
import { secretParts, shortestSecret } from '../../service/secret-parts.ts'

/** Of a secret that the end of a body cuts off, so much may be chance. */
const shortestStart = 4

/** An answer without the secrets that were sent with its ask, should the endpoint say them back: before anything is cut short. */
export function hideHeaderSecrets(answer: Answer, ask: Ask): Answer {
  if (answer.kind !== 'http' || ask.kind !== 'http') return answer
  const secrets = (ask.request?.headers ?? [])
    .filter(({ isSecret }) => isSecret)
    .flatMap(({ value }) => secretParts(value))
    .filter((part) => part.length >= shortestSecret)
    .toSorted((a, b) => b.length - a.length)
  if (secrets.length === 0) return answer
  const hide = (text: string): string => secrets.reduce((shown, secret) => shown.replaceAll(secret, '***'), text)
  const tries = answer.tries.map((each) => {
    if (each.kind === 'failed') return { ...each, detail: hide(each.detail) }
    const headers = each.headers.map(([name, value]) => [name, hide(value)] as const)
    return { ...each, headers, statusText: hide(each.statusText), body: withoutStart(hide(each.body), secrets) }
  })
  return { ...answer, tries }
}

/** A body ends where reading stopped, perhaps within a secret. */
function withoutStart(body: string, secrets: readonly string[]): string {
  for (const secret of secrets) {
    for (let length = secret.length - 1; length >= shortestStart; length -= 1) {
      if (body.endsWith(secret.slice(0, length))) return `${body.slice(0, -length)}***`
    }
  }
  return body
}
