import { HTTPReceiver, type Receiver } from '@slack/bolt'
import { checkSlackAccess } from '../../../src/slack/check-slack-access.ts'
import { createSdkLogger } from '../../../src/slack/create-sdk-logger.ts'
import { createSlackApp } from '../../../src/slack/create-slack-app.ts'
import { createWebClient } from '../../../src/slack/create-slack-calls.ts'
import { createSlackContext } from '../../../src/slack/create-slack-context.ts'
import { MultiSocketReceiver } from '../../../src/slack/multi-socket-receiver.ts'
import type { SlackWorld } from '../../../src/slack/slack-world.ts'
import type { SlackContext } from '../../../src/slack/start-run.ts'
import type { LocalSlack } from '../../local-slack/local-slack.ts'

const ignore = (): void => undefined
/** Slack's packages say a lot in bad weather; what matters comes back as failures of calls. */
const logger = createSdkLogger({ level: 'silent', trace: ignore, info: ignore, warn: ignore, error: ignore }, 'test')

export interface RunningBot {
  readonly context: SlackContext
  stop(): Promise<void>
}

/** The bot as `503 serve` builds it, in this process, with another engine behind it. */
export async function startBot(
  slack: Pick<LocalSlack, 'apiUrl' | 'tokens'>,
  world: SlackWorld,
  http?: { port: number; signingSecret: string },
): Promise<RunningBot> {
  const { apiUrl, tokens } = slack
  const client = createWebClient(tokens.bot, { apiUrl, logger })
  const access = await checkSlackAccess(client)
  if (access.kind === 'not-ready') throw new Error(access.problems.join('; '))
  const context = createSlackContext(world, client)
  const receiver: Receiver = http
    ? new HTTPReceiver({ signingSecret: http.signingSecret, port: http.port, logger })
    : new MultiSocketReceiver({ appToken: tokens.app, apiUrl, logger })
  const app = createSlackApp({ context, receiver, client, ...access, token: tokens.bot, logger })
  await app.start()
  return { context, stop: () => app.stop(500) }
}
