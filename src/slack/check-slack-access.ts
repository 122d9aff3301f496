import type { WebClient } from '@slack/web-api'
import { masked } from '../lib/masked.ts'
import { describeNetworkError } from './describe-network-error.ts'
import { readFailure } from './slack-calls.ts'

/** What the bot can do in the workspace, or everything that is wrong with its tokens, with what would be right. */
export type SlackAccess =
  | {
      readonly kind: 'ready'
      readonly team: string
      readonly botUserId: string
      readonly botId: string
      /** What does not work for want of a scope; an installation from before that scope still starts. */
      readonly warnings: readonly string[]
    }
  /** `isUnreachable`: Slack did not answer, so nothing is known of the tokens. */
  | { readonly kind: 'not-ready'; readonly problems: readonly string[]; readonly isUnreachable?: boolean }

/** Scopes of `manifest.yml` without which nothing works; a test keeps both lists together equal to it. */
export const requiredScopes = [
  'app_mentions:read',
  'channels:history',
  'chat:write',
  'commands',
  'groups:history',
] as const

/** The other scopes of `manifest.yml`, and what is missing without them. */
export const optionalScopes: Readonly<Record<string, string>> = {
  'files:read': 'a file or snippet cannot be explained, only pasted text',
  'files:write': 'no file with the full report is put into the thread of a check',
  'usergroups:read': 'services that name groups under allow refuse everybody whom only a group would let in',
}

/** Asks Slack who we are and what we may do. */
export async function checkSlackAccess(client: WebClient): Promise<SlackAccess> {
  try {
    const who = await client.auth.test()
    if (!who.user_id || !who.bot_id)
      return { kind: 'not-ready', problems: ['SLACK_BOT_TOKEN does not belong to a bot user'] }
    const scopes = who.response_metadata?.scopes ?? []
    const missing = scopes.length === 0 ? [] : requiredScopes.filter((scope) => !scopes.includes(scope))
    if (missing.length > 0) {
      return {
        kind: 'not-ready',
        problems: [
          `The app misses the scopes ${missing.join(', ')}: add them under "OAuth & Permissions" and reinstall it`,
        ],
      }
    }
    return {
      kind: 'ready',
      team: who.team ?? 'Slack',
      botUserId: who.user_id,
      botId: who.bot_id,
      warnings: scopes.length === 0 ? [] : findWarnings(scopes),
    }
  } catch (error) {
    const isUnreachable = !isRefusal(error)
    return { kind: 'not-ready', problems: [describeRefusal(error, 'bot')], isUnreachable }
  }
}

function findWarnings(scopes: readonly string[]): readonly string[] {
  return Object.entries(optionalScopes)
    .filter(([scope]) => !scopes.includes(scope))
    .map(([scope, without]) => `The app misses the scope ${scope}: ${without}. Add it and reinstall the app`)
}

/**
 * Why Slack does not open connections for this app-level token, in words; undefined when it does. `start` of socket-mode
 * repeats some of these refusals for ever and throws others.
 */
export async function findAppTokenRefusal(client: WebClient): Promise<string | undefined> {
  try {
    await client.apps.connections.open({})
    return undefined
  } catch (error) {
    const failure = readFailure(error)
    return failure.kind === 'rate-limited' ? undefined : describeRefusal(error, 'app')
  }
}

/** What Slack's refusals mean for each of the two tokens (docs.slack.dev: auth.test, apps.connections.open). */
const refusals: Readonly<Record<'bot' | 'app', Readonly<Record<string, string>>>> = {
  bot: {
    invalid_auth: 'Slack does not know SLACK_BOT_TOKEN: copy it again from "OAuth & Permissions"',
    account_inactive: 'The app was removed from the workspace: install it again',
    token_revoked: 'SLACK_BOT_TOKEN was revoked: install the app again and copy the new token',
    token_expired: 'SLACK_BOT_TOKEN has expired: turn token rotation off and install the app again',
    not_allowed_token_type: 'SLACK_BOT_TOKEN is of the wrong kind: it begins with xoxb-',
  },
  app: {
    invalid_auth: 'Slack does not know SLACK_APP_TOKEN: copy it again from "Basic Information", App-Level Tokens',
    account_inactive: 'The app of SLACK_APP_TOKEN was removed: take the token of the app that is installed',
    token_revoked: 'SLACK_APP_TOKEN was revoked: generate another under "Basic Information", App-Level Tokens',
    not_allowed_token_type: 'SLACK_APP_TOKEN is of the wrong kind: it begins with xapp-',
    missing_scope: 'SLACK_APP_TOKEN misses the scope connections:write: generate another with it',
  },
}

function describeRefusal(error: unknown, token: 'bot' | 'app'): string {
  const { data } = error as { data?: { error?: string } }
  const code = data?.error
  if (code === undefined) return `Slack could not be reached: ${describeNetworkError(error)}`
  return (
    refusals[token][code] ?? masked`Slack refused SLACK_${token === 'bot' ? 'BOT' : 'APP'}_TOKEN with the error ${code}`
  )
}

function isRefusal(error: unknown): boolean {
  return (error as { data?: { error?: string } }).data?.error !== undefined
}
