import type { HttpResponse } from '../../src/signature/http-response.ts'
import { applicationResponses } from './documented-applications.ts'
import { cloudResponses } from './documented-clouds.ts'
import { gatewayResponses } from './documented-gateways.ts'
import { platformResponses } from './documented-platforms.ts'
import type { DocumentedResponse } from './documented-response.ts'
import { serverResponses } from './documented-servers.ts'

/** Every documented signature of programs that have no capture. */
export const documentedResponses: readonly DocumentedResponse[] = [
  ...cloudResponses,
  ...serverResponses,
  ...gatewayResponses,
  ...applicationResponses,
  ...platformResponses,
]

/** The response of a documented case. */
export function buildDocumented({ status, phrase, head, body }: DocumentedResponse): HttpResponse {
  const headers = head.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const
  })
  return { status: status ?? 503, statusText: phrase ?? 'Service Unavailable', httpVersion: '1.1', headers, body }
}
