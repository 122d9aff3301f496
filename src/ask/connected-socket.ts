import { Duplex } from 'node:stream'

/**
 * An open stream in the shape that pg and ioredis expect of a `net.Socket`: `connect` only announces that it is open,
 * and socket options do nothing. Reading begins with the first write, so that what a server said unasked (Redis at its
 * limit of clients) meets the command it answers.
 */
export class ConnectedSocket extends Duplex {
  readonly connecting = false
  readonly #inner: Duplex
  #isReading = false
  #hasEnded = false

  constructor(inner: Duplex) {
    super()
    this.#inner = inner
    inner.pause()
    inner.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) inner.pause()
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
  setTimeout(): this {
    return this
  }
  ref(): this {
    return this
  }
  unref(): this {
    return this
  }

  override _read(): void {
    if (this.#isReading) this.#inner.resume()
  }
  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#inner.write(chunk, encoding, done)
    this.#isReading = true
    this.#inner.resume()
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
