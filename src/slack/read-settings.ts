import { masked } from '../lib/masked.ts'
import { findAppTokenProblem, findBotTokenProblem, findSecretProblem } from './token-problems.ts'

/** The environment of `503 serve`, checked. */
export interface ServeSettings {
  readonly botToken: string
  /** `secret` for an app that Slack calls over HTTP, `appToken` for Socket Mode. */
  readonly way:
    | { readonly kind: 'socket'; readonly appToken: string }
    | { readonly kind: 'http'; readonly secret: string }
  /** 0 for any free one. */
  readonly port: number
  readonly apiUrl: string | undefined
  readonly logLevel: string
}

export type ReadSettings =
  | { readonly kind: 'right'; readonly settings: ServeSettings }
  /** Everything that is wrong, each with what would be right. No value of a secret is in it. */
  | { readonly kind: 'wrong'; readonly problems: readonly string[] }

type Env = Readonly<Record<string, string | undefined>>

const defaultPort = 8503
const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

/** Reads what `docs/slack.md` lists under Settings. A variable that is empty counts as not set. */
export function readSettings(env: Env): ReadSettings {
  const of = (name: string): string | undefined => env[name] || undefined
  const bot = of('SLACK_BOT_TOKEN')
  const app = of('SLACK_APP_TOKEN')
  const secret = of('SLACK_SIGNING_SECRET')
  const port = readPort(of('PORT'))
  const logLevel = of('LOG_LEVEL') ?? 'info'
  const problems = [
    findBotTokenProblem(bot),
    secret === undefined ? findAppTokenProblem(app) : findSecretProblem(secret),
    port === undefined
      ? wrong('PORT', of('PORT'), 'a whole number from 1 to 65535, or 0 for any free port')
      : undefined,
    logLevels.includes(logLevel) ? undefined : wrong('LOG_LEVEL', logLevel, `one of ${logLevels.join(', ')}`),
    findUrlProblem('SLACK_API_URL', of('SLACK_API_URL'), 'an address such as https://slack.com/api/'),
    ...proxyNames.map((name) => findUrlProblem(name, of(name), 'an address such as http://proxy.example.com:3128')),
  ].filter((problem) => problem !== undefined)
  if (problems.length > 0 || bot === undefined || port === undefined) return { kind: 'wrong', problems }
  const way =
    secret === undefined ? ({ kind: 'socket', appToken: app ?? '' } as const) : ({ kind: 'http', secret } as const)
  return { kind: 'right', settings: { botToken: bot, way, port, apiUrl: of('SLACK_API_URL'), logLevel } }
}

const proxyNames = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy']

function readPort(text: string | undefined): number | undefined {
  if (text === undefined) return defaultPort
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  return port <= 65_535 ? port : undefined
}

/** The address is not shown: a proxy's may hold a password. */
function findUrlProblem(name: string, text: string | undefined, expected: string): string | undefined {
  if (text === undefined) return undefined
  const isWeb =
    URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol) && new URL(text).hostname !== ''
  return isWeb ? undefined : `Cannot use what ${name} is set to: expected ${expected}`
}

function wrong(name: string, found: string | undefined, expected: string): string {
  return masked`Cannot use "${masked`${found ?? ''}`.slice(0, 40)}" as ${name}: expected ${expected}`
}
