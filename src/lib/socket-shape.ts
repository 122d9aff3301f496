import { Duplex } from 'node:stream'

/**
 * An open stream in the shape that clients expect of a `net.Socket`: `connect` only announces that it is open, and what
 * only a real socket can do (Nagle, keepalive, ref) does nothing.
 */
export class SocketShape extends Duplex {
  /** The connection stands already: tells whoever waits for it. */
  connect(...args: unknown[]): this {
    const listener = args.at(-1)
    if (typeof listener === 'function') this.once('connect', listener as () => void)
    process.nextTick(() => this.emit('connect'))
    return this
  }

  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }
}
