import type { WebClient } from '@slack/web-api'

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
  | { readonly kind: 'not-ready'; readonly problems: readonly string[] }

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
}

/** Problems that can be seen without asking Slack. */
export function findTokenProblems(tokens: {
  bot: string | undefined
  app: string | undefined
  signingSecret: string | undefined
}): readonly string[] {
  const problems: string[] = []
  if (!tokens.bot)
    problems.push('SLACK_BOT_TOKEN is not set: it begins with xoxb- and is under "OAuth & Permissions" of the app')
  else if (!tokens.bot.startsWith('xoxb-'))
    problems.push(`SLACK_BOT_TOKEN begins with ${kindOf(tokens.bot)}, a bot token begins with xoxb-`)
  if (!tokens.signingSecret) {
    if (!tokens.app)
      problems.push(
        'SLACK_APP_TOKEN is not set: it begins with xapp- and is under "Basic Information", App-Level Tokens (or set SLACK_SIGNING_SECRET and PORT for HTTP)',
      )
    else if (!tokens.app.startsWith('xapp-'))
      problems.push(`SLACK_APP_TOKEN begins with ${kindOf(tokens.app)}, an app-level token begins with xapp-`)
  }
  return problems
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
    return { kind: 'not-ready', problems: [describeRefusal(error)] }
  }
}

function findWarnings(scopes: readonly string[]): readonly string[] {
  return Object.entries(optionalScopes)
    .filter(([scope]) => !scopes.includes(scope))
    .map(([scope, without]) => `The app misses the scope ${scope}: ${without}. Add it and reinstall the app`)
}

const refusals: Readonly<Record<string, string>> = {
  invalid_auth: 'Slack does not know SLACK_BOT_TOKEN: copy it again from "OAuth & Permissions"',
  account_inactive: 'The app was removed from the workspace: install it again',
  token_revoked: 'SLACK_BOT_TOKEN was revoked: install the app again and copy the new token',
  not_allowed_token_type: 'SLACK_BOT_TOKEN is of the wrong kind: it begins with xoxb-',
}

function describeRefusal(error: unknown): string {
  const { data, message } = error as { data?: { error?: string }; message?: string }
  const code = data?.error
  if (code === undefined) return `Slack could not be reached: ${message ?? 'no reason given'}`
  return refusals[code] ?? `Slack refused SLACK_BOT_TOKEN: ${code}`
}

function kindOf(token: string): string {
  return /^[a-z]{3,6}-/.exec(token)?.[0] ?? 'something else'
}
