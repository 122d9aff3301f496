import type { WebClient } from '@slack/web-api'
import { describe, expect, it } from 'vitest'
import { checkSlackAccess, findAppTokenRefusal } from './check-slack-access.ts'

function refused(error: string): Error {
  return Object.assign(new Error(error), { code: 'slack_webapi_platform_error', data: { error } })
}

function clientThatThrows(failure: unknown): WebClient {
  const call = async (): Promise<never> => {
    throw failure
  }
  return { auth: { test: call }, apps: { connections: { open: call } } } as unknown as WebClient
}

describe('findAppTokenRefusal()', () => {
  it.each([
    ['invalid_auth', 'Slack does not know SLACK_APP_TOKEN'],
    ['token_revoked', 'SLACK_APP_TOKEN was revoked: generate another'],
    ['not_allowed_token_type', 'SLACK_APP_TOKEN is of the wrong kind'],
    ['missing_scope', 'SLACK_APP_TOKEN misses the scope connections:write'],
    ['account_inactive', 'The app of SLACK_APP_TOKEN was removed'],
    ['team_access_not_granted', 'Slack refused SLACK_APP_TOKEN with the error team_access_not_granted'],
  ])('says of %s: %s', async (code, line) => {
    expect(await findAppTokenRefusal(clientThatThrows(refused(code)))).toContain(line)
  })

  it('leaves a 429 to the connection, which waits', async () => {
    const tooMany = Object.assign(new Error('429'), { code: 'slack_webapi_rate_limited_error', retryAfter: 1 })
    expect(await findAppTokenRefusal(clientThatThrows(tooMany))).toBe(undefined)
  })
})

describe('checkSlackAccess()', () => {
  it.each([
    ['ENOTFOUND', 'its name does not resolve here: behind a proxy set HTTPS_PROXY'],
    ['ECONNREFUSED', 'the connection was refused'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'set NODE_EXTRA_CA_CERTS to a file with its certificate'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'is of an authority that this machine does not trust'],
    ['EWHATEVER', 'as it was said'],
  ])('without an answer (%s) says: %s', async (code, line) => {
    const cause = Object.assign(new Error('as it was said'), { code })
    const original = new TypeError('fetch failed', { cause })
    const error = Object.assign(new Error('A request error occurred'), { code: 'slack_webapi_request_error', original })
    const access = await checkSlackAccess(clientThatThrows(error))
    expect(access).toMatchObject({ kind: 'not-ready', isUnreachable: true })
    expect(access).toHaveProperty('problems', [
      expect.stringContaining(`Slack could not be reached: ${line}`.slice(0, 28)),
    ])
    expect(JSON.stringify(access)).toContain(line)
  })
})
