import type { ClientChannel } from 'ssh2'
import { SocketShape } from '../lib/socket-shape.ts'

/** A tunnelled connection that behaves like a connected `net.Socket`, as far as `pg`, `ioredis`, `undici` and `tls` ask. */
export class TunnelSocket extends SocketShape {
  readonly connecting = false
  readonly pending = false
  readonly remoteAddress: string
  readonly remotePort: number
  bytesRead = 0
  bytesWritten = 0
  timeout = 0
  readonly #channel: ClientChannel
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(channel: ClientChannel, options: { readonly address: string; readonly port: number }) {
    super({ allowHalfOpen: true })
    this.#channel = channel
    this.remoteAddress = options.address
    this.remotePort = options.port
    channel.on('data', (chunk: Buffer) => {
      this.bytesRead += chunk.length
      this.#touch()
      if (!this.push(chunk)) channel.pause()
    })
    channel.on('end', () => this.push(null))
    channel.on('close', () => {
      this.#isClosed = true
      this.push(null)
      // Read to the end first, then gone, as a socket whose peer closed.
      if (this.readableEnded) this.destroy()
      else this.once('end', () => this.destroy())
    })
    channel.on('error', (error: Error) => this.destroy(error))
    // Nobody reads a tunnel's extended data; unread it would fill up.
    channel.stderr.resume()
  }

  get readyState(): 'open' | 'closed' {
    return this.destroyed ? 'closed' : 'open'
  }

  override _read(): void {
    this.#channel.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    if (this.#isClosed) return callback(gone())
    this.bytesWritten += chunk.length
    this.#touch()
    this.#channel.write(chunk, callback)
  }

  override _final(callback: (error?: Error | null) => void): void {
    if (!this.#isClosed) this.#channel.end()
    callback()
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    clearTimeout(this.#timer)
    this.#channel.close()
    // Unread bytes of a closed channel would hold its 'close' back.
    this.#channel.resume()
    callback(error)
  }

  setTimeout(ms: number, listener?: () => void): this {
    this.timeout = ms
    if (listener && ms > 0) this.once('timeout', listener)
    else if (listener) this.removeListener('timeout', listener)
    this.#touch()
    return this
  }

  destroySoon(): void {
    if (this.writable) this.end()
    if (this.writableFinished) this.destroy()
    else this.once('finish', () => this.destroy())
  }

  #touch(): void {
    clearTimeout(this.#timer)
    this.#timer = this.timeout > 0 ? setTimeout(() => this.emit('timeout'), this.timeout).unref() : undefined
  }
}

function gone(): Error {
  return Object.assign(new Error('The tunnel is closed'), { code: 'EPIPE' })
}
