import type { DialTarget } from '../probe/dial.ts'
import { type Connection, openChannel } from './connection.ts'
import { TunnelSocket } from './tunnel-socket.ts'

/**
 * A connection from the host's own position, through its SSH connection. Rejects with `ChannelRefused` when the host says
 * no, and with `SshError` when the way there fails.
 */
export function openTunnel(
  connection: Connection,
  target: DialTarget,
  options: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<TunnelSocket> {
  return openChannel(connection, {
    ...options,
    request: (client, callback) => {
      if (target.kind === 'tcp') client.forwardOut('127.0.0.1', 0, target.host, target.port, callback)
      else client.openssh_forwardOutStreamLocal(target.path, callback)
    },
    onOpen: (channel) =>
      new TunnelSocket(channel, {
        address: target.kind === 'tcp' ? target.host : target.path,
        port: target.kind === 'tcp' ? target.port : 0,
      }),
  })
}
