import type { ResponseTest } from './responder-rule.ts'
import type { ResponseView } from './view-response.ts'

/** Whether a response has everything that the test asks for. */
export function matchesResponse(test: ResponseTest, view: ResponseView): boolean {
  return matchesHead(test, view) && matchesBody(test, view) && (test.fact?.(view) ?? true)
}

function matchesHead(test: ResponseTest, view: ResponseView): boolean {
  if (test.status && !test.status.includes(view.status)) return false
  if (test.phrase !== undefined && test.phrase !== view.phrase) return false
  if (test.without?.some((name) => view.headers.has(name))) return false
  return Object.entries(test.header ?? {}).every(([name, pattern]) =>
    (view.headers.get(name) ?? []).some((value) => pattern.test(value)),
  )
}

function matchesBody(test: ResponseTest, view: ResponseView): boolean {
  const { body } = view
  const filled = (text: string): string => text.replaceAll('{status}', String(view.status))
  if (test.empty && body !== '') return false
  if (test.is && !test.is.some((text) => body === filled(text))) return false
  if (test.starts && !test.starts.some((text) => body.startsWith(filled(text)))) return false
  if (test.has && !test.has.every((text) => body.includes(filled(text)))) return false
  if (test.lacks?.some((text) => body.includes(filled(text)))) return false
  if (test.like && !test.like.test(body)) return false
  return matchesJson(test.json, view.json)
}

function matchesJson(wanted: ResponseTest['json'], found: ResponseView['json']): boolean {
  if (!wanted) return true
  if (!found) return false
  return Object.entries(wanted).every(([key, pattern]) => {
    const value = found.get(key)
    return value !== undefined && pattern.test(value)
  })
}
