import { headerValue, type ResponseView } from '../view-response.ts'

/** Apache's pages open with one of two document types and have a head; Werkzeug uses the same sentence without either. */
export function isApachePage(view: ResponseView): boolean {
  return /^<!doctype html public "-\/\/(ietf\/\/dtd html 2\.0|w3c\/\/dtd html 4\.01)\/\/en"[^>]*><html><head><title>/.test(
    view.body,
  )
}

/** nginx: ETag `"<modification time>-<length>"`, both hexadecimal; the length must be that of the body when it was not compressed. */
export function hasNginxFileEtag(view: ResponseView): boolean {
  const [, weak, length] = /^(w\/)?"[0-9a-f]{8}-([0-9a-f]+)"$/.exec(headerValue(view, 'etag')) ?? []
  if (length === undefined) return false
  const contentLength = headerValue(view, 'content-length')
  return weak !== undefined || contentLength === '' || Number.parseInt(length, 16) === Number(contentLength)
}

/** The stock 503 page of nginx is 185 bytes and its own name; the name is the Server header's. */
export function hasNginxPageLength(view: ResponseView): boolean {
  const server = headerValue(view, 'server')
  return /^nginx(\/|$)/.test(server) && Number(headerValue(view, 'content-length')) === 185 + server.length
}

/**
 * Go's net/http writes headers that the handler set in alphabetical order and then those it adds itself. Behind Caddy an
 * upstream's Content-Length and Date are set by the handler; after Server they are Caddy's own.
 */
export function isWrittenByCaddy(view: ResponseView): boolean {
  const server = view.order.lastIndexOf('server')
  const isLast = (name: string): boolean => view.order.indexOf(name) > server
  const isAlone = view.headers.get('server')?.length === 1 && headerValue(view, 'server') === 'caddy'
  if (view.headers.has('content-length'))
    return isAlone && isLast('content-length') && (isLast('date') || !view.headers.has('date'))
  const isEmptyHead = !view.headers.has('content-type') && !view.headers.has('transfer-encoding')
  return isAlone && view.body === '' && isEmptyHead && isLast('date')
}

/** The stock page of lighttpd is 315 bytes and twice its status with the reason; the reason is the phrase. */
export function hasLighttpdPageLength(view: ResponseView): boolean {
  const title = `${view.status} ${view.rawPhrase}`
  return view.rawPhrase !== '' && Number(headerValue(view, 'content-length')) === 315 + 2 * title.length
}

/** Werkzeug sends reason phrases in capitals; no proxy known here does. */
export function isShoutedPhrase(view: ResponseView): boolean {
  return /^[A-Z][A-Z ]{6,60}$/.test(view.rawPhrase)
}

/** HAProxy writes header names in lower case and, in answers of its own, neither Date nor Server. */
export function isBareLowerCase(view: ResponseView): boolean {
  const plain = view.names.every((name) => name === name.toLowerCase())
  return plain && view.names.length > 0 && !view.headers.has('date') && !view.headers.has('server')
}

/** `http-request return` of HAProxy: its `hdr` lines, then Content-Length and Content-Type as the last two. */
export function endsLikeHaproxyReturn(view: ResponseView): boolean {
  return isBareLowerCase(view) && view.order.slice(-2).join() === 'content-length,content-type'
}

/** A body that was sent compressed and not unpacked says nothing. */
export function isCompressed(view: ResponseView): boolean {
  const coding = headerValue(view, 'content-encoding')
  return coding !== '' && coding !== 'identity' && !/^[\t\n\r -~]*$/.test(view.body.slice(0, 512))
}

/** Go's net/http adds what a handler did not set last, in this order, and sniffs the type itself. */
export function isWrittenByGo(view: ResponseView): boolean {
  const own = view.order.filter((name) => name !== 'connection')
  return own.slice(-3).join() === 'date,content-length,content-type'
}

/** Apache: ETag `"<length>-<time>"`, both hexadecimal, with the other two headers that a file gets. */
export function hasApacheFileHead(view: ResponseView): boolean {
  const isFileEtag = /^(?:w\/)?"[0-9a-f]{1,12}-[0-9a-f]{8,16}(?:-gzip|-br)?"$/.test(headerValue(view, 'etag'))
  return isFileEtag && view.headers.has('last-modified') && headerValue(view, 'accept-ranges') === 'bytes'
}
