import type { WebClient } from '@slack/web-api'
import { checkSlackAccess, findAppTokenRefusal, type SlackAccess } from './check-slack-access.ts'
import { slackUnusable } from './serve-errors.ts'

/**
 * What the tokens may do; throws `SLACK_UNUSABLE` with everything that Slack has against them. `appClient` speaks with the
 * token that opens sockets, where there is one.
 */
export async function requireSlackAccess(
  client: WebClient,
  appClient: WebClient | undefined,
): Promise<Extract<SlackAccess, { kind: 'ready' }>> {
  const access = await checkSlackAccess(client)
  if (access.kind === 'not-ready' && access.isUnreachable) throw slackUnusable(access.problems)
  const refusal = appClient && (await findAppTokenRefusal(appClient))
  const problems = [...(access.kind === 'not-ready' ? access.problems : []), ...(refusal ? [refusal] : [])]
  if (access.kind === 'not-ready' || problems.length > 0) throw slackUnusable(problems)
  return access
}
