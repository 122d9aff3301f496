import type { HttpHeader, HttpRequest } from '../service/service.ts'
import type { WrittenRequest } from './web-fields.ts'

/** Headers that tell nothing but what is wanted; any other value may let somebody in. */
const openHeaders =
  /^(?:accept|accept-charset|accept-encoding|accept-language|cache-control|content-type|host|origin|pragma|referer|user-agent|x-forwarded-(?:for|host|port|proto)|x-requested-with)$/i

/** Whether a header's value came from the environment. */
export type IsFromEnvironment = (header: string) => boolean

/** How a URL is asked, under the engine's names; undefined where nothing but the URL is written. */
export function buildRequest(
  written: WrittenRequest | undefined,
  isFromEnvironment: IsFromEnvironment,
): HttpRequest | undefined {
  if (written === undefined || Object.keys(written).length === 0) return undefined
  const { headers, ...same } = written
  if (headers === undefined) return same
  return {
    ...same,
    headers: Object.entries(headers).map(([name, value]) => ({
      name,
      value,
      isSecret: isSecret(name, isFromEnvironment),
    })),
  }
}

/** Host is an address, wherever its value came from. */
function isSecret(name: HttpHeader['name'], isFromEnvironment: IsFromEnvironment): boolean {
  if (/^host$/i.test(name)) return false
  return isFromEnvironment(name) || !openHeaders.test(name)
}
