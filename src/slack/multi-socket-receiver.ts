import { setTimeout as wait } from 'node:timers/promises'
import { type App, type Logger, type Receiver, SocketModeReceiver } from '@slack/bolt'
import type { SlackNetwork } from './create-slack-network.ts'

/**
 * Several Socket Mode connections behind one app: Slack renews each now and then, closes the old one first, and what it
 * sends in that gap is lost; another one takes it. Three, because two may be renewed within one gap; Slack allows ten.
 */
export class MultiSocketReceiver implements Receiver {
  readonly #receivers: readonly SocketModeReceiver[]

  constructor(options: {
    appToken: string
    apiUrl?: string
    connections?: number
    logger?: Logger
    network?: SlackNetwork
    /** Told at each change whether at least one of the connections is open. */
    onConnection?: (isConnected: boolean) => void
  }) {
    const { appToken, apiUrl, connections = 3, logger, network, onConnection } = options
    this.#receivers = Array.from(
      { length: connections },
      () =>
        new SocketModeReceiver({
          appToken,
          // The deadline for a pong, and the pause before a renewed connection; two seconds would drop all sockets when this
          // machine stalls, and the other sockets take what comes in the pause.
          clientPingTimeout: 4000,
          // An object of its own for each: the receiver writes its retry policy into it.
          installerOptions: {
            clientOptions: {
              ...(apiUrl ? { slackApiUrl: apiUrl } : {}),
              ...(logger ? { logger } : {}),
              ...(network ? { fetch: network.fetch } : {}),
            },
          },
          ...(network ? { dispatcher: network.dispatcher } : {}),
          ...(logger ? { logger } : {}),
          // Without this an error in a listener would be thrown into the socket's event handler.
          processEventErrorHandler: () => Promise.resolve(true),
        }),
    )
    if (onConnection) this.#tell(onConnection)
  }

  init(app: App): void {
    for (const receiver of this.#receivers) receiver.init(app)
  }

  #tell(onConnection: (isConnected: boolean) => void): void {
    const open = new Set<SocketModeReceiver>()
    for (const receiver of this.#receivers) {
      receiver.client.on('connected', () => onConnection(open.add(receiver).size > 0))
      receiver.client.on('close', () => {
        open.delete(receiver)
        onConnection(open.size > 0)
      })
    }
  }

  /** Resolves when every connection is open. */
  async start(): Promise<void> {
    await Promise.all(this.#receivers.map((receiver) => receiver.client.start()))
  }

  /** Closes every connection; a server that does not answer the goodbye is left after two seconds. */
  async stop(): Promise<void> {
    const closed = Promise.allSettled(this.#receivers.map((receiver) => receiver.client.disconnect()))
    await Promise.race([closed, wait(2000)])
  }
}
