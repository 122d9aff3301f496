import type { Duplex } from 'node:stream'
import { SocketShape } from '../lib/socket-shape.ts'

/** What may come over the wire before it is no longer believed. */
export interface Guard {
  /** Looks at the first bytes; an error ends the connection. */
  readonly check: (first: Buffer) => Error | undefined
  readonly limitBytes: number
}

/** An open stream for pg, which believes any length that it is told and waits for it: a guard looks first. */
export class ConnectedSocket extends SocketShape {
  readonly #inner: Duplex
  readonly #guard: Guard
  #received = 0
  #hasEnded = false
  /** What broke the connection, or that the other side closed it; pg's own error says neither. */
  brokenBy: Error | undefined

  constructor(inner: Duplex, guard: Guard) {
    super({ allowHalfOpen: false })
    this.#inner = inner
    this.#guard = guard
    inner.on('data', (chunk: Buffer) => this.#arrive(chunk))
    inner.once('end', () => this.#end())
    inner.once('close', () => this.#end())
    inner.on('error', (error) => this.#break(error))
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

  #arrive(chunk: Buffer): void {
    if (this.#hasEnded || this.destroyed) return
    const wrong = this.#received === 0 ? this.#guard.check(chunk) : undefined
    this.#received += chunk.length
    if (wrong) this.#break(wrong)
    else if (this.#received > this.#guard.limitBytes) this.#break(new Error(`sent more than ${this.#received} bytes`))
    else if (!this.push(chunk)) this.#inner.pause()
  }
  #end(): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.brokenBy ??= Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' })
    this.push(null)
  }
  #break(error: Error): void {
    this.brokenBy ??= error
    this.destroy(error)
  }
}
