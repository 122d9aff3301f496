import { HTTPReceiver, type Receiver } from '@slack/bolt'
import type { Logger } from 'pino'
import type { ConnectionWatch } from './connection-watch.ts'
import { createSdkLogger } from './create-sdk-logger.ts'
import type { SlackNetwork } from './create-slack-network.ts'
import { createStatusRoutes } from './create-status-server.ts'
import { MultiSocketReceiver } from './multi-socket-receiver.ts'
import type { ServeSettings } from './read-settings.ts'

/** How Slack's calls come in: over sockets that we open, or over HTTP with the status routes beside them. */
export function createReceiver(
  { way, port, apiUrl }: ServeSettings,
  { network, watch, log }: { network: SlackNetwork; watch: ConnectionWatch; log: Logger },
): Receiver {
  const logger = createSdkLogger(log, way.kind === 'http' ? 'bolt' : 'socket-mode')
  if (way.kind === 'http') {
    return new HTTPReceiver({ signingSecret: way.secret, logger, port, customRoutes: createStatusRoutes(watch) })
  }
  const { appToken } = way
  const api = apiUrl === undefined ? {} : { apiUrl }
  return new MultiSocketReceiver({ appToken, logger, network, onConnection: watch.heard, ...api })
}
