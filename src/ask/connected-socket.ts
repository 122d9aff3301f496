import { Duplex } from 'node:stream'

/**
 * An open stream in the shape that pg expects of a `net.Socket`: `connect` only announces that it is open, and socket
 * options do nothing. Whatever breaks the stream ends it; what arrived before stays readable.
 */
export class ConnectedSocket extends Duplex {
  readonly #inner: Duplex
  #hasEnded = false

  constructor(inner: Duplex) {
    super({ allowHalfOpen: false })
    this.#inner = inner
    inner.on('data', (chunk: Buffer) => {
      if (!this.#hasEnded && !this.push(chunk)) inner.pause()
    })
    inner.once('end', () => this.#end())
    inner.once('close', () => this.#end())
    inner.on('error', (error) => this.destroy(error))
  }

  connect(): this {
    queueMicrotask(() => this.emit('connect'))
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

  override _read(): void {
    this.#inner.resume()
  }
  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#inner.write(chunk, encoding, done)
  }
  override _final(done: (error?: Error | null) => void): void {
    this.#inner.end()
    done()
  }
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#inner.destroy()
    done(error)
  }

  #end(): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.push(null)
  }
}
