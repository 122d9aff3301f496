import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answers, startPeer } from '../../support/peers.ts'
import { askFromHere } from './ask-from-here.ts'

const commands = [['PING'], ['INFO']]

describe('askRedis() on a peer that is no healthy server', () => {
  const outcomeOf = async (behave: Parameters<typeof startPeer>[0]) => {
    const peer = await startPeer(behave)
    const url = `redis://127.0.0.1:${peer.port}`
    const { outcome } = await askFromHere({ kind: 'redis', url, commands, timeoutMs: 1000 })
    await peer.stop()
    return outcome
  }
  const info = '$2\r\nok\r\n'

  // The run fails on an exception that nobody catches, so these show as well that none is thrown.
  it.each([
    ['nulls', '$-1\r\n$-1\r\n*-1\r\n_\r\n'],
    ['push frames', '>1\r\n$-1\r\n>2\r\n+subscribe\r\n$-1\r\n'],
    ['errors', '-ERR and another\r\n-ERR thing\r\n'],
    ['another protocol', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
  ])('keeps the answers that %s follow which nobody asked for', async (_what, more) => {
    expect(await outcomeOf(answers(`+PONG\r\n${info}${more}`))).toMatchObject({
      kind: 'redis',
      replies: [{ text: 'PONG' }, { text: 'ok' }],
    })
  })

  it('reads answers that come byte by byte', async () => {
    const outcome = await outcomeOf((socket) => {
      socket.setNoDelay(true)
      const bytes = `+PONG\r\n${info}`.split('')
      const sendNext = () => {
        const byte = bytes.shift()
        if (byte !== undefined) socket.write(byte, () => setImmediate(sendNext))
      }
      socket.once('data', sendNext)
    })
    expect(outcome).toMatchObject({ replies: [{ text: 'PONG' }, { text: 'ok' }] })
  })

  it('hears a refusal that was sent before anything was asked', async () => {
    const outcome = await outcomeOf((socket) => {
      socket.resume()
      socket.end('-ERR max number of clients reached\r\n')
    })
    const refusal = { error: 'ERR max number of clients reached' }
    expect(outcome).toMatchObject({ kind: 'redis', replies: [refusal, refusal] })
  })

  it('makes an answer or a failure of any bytes', async () => {
    const frame = fc.constantFrom('+', '-', ':', '$', '*', '>', '_', '%', '~', '#', '-1', '1', '9', '\r\n', 'x', '\0')
    const bytes = fc.oneof(
      fc.array(frame, { maxLength: 30 }).map((parts) => Buffer.from(parts.join(''))),
      fc.uint8Array({ maxLength: 60 }).map((part) => Buffer.from(part)),
    )
    const isTold = async (garbage: Buffer) => {
      const outcome = await outcomeOf(answers(garbage.toString('latin1')))
      expect(outcome.kind).toMatch(/^(?:redis|failed)$/)
    }
    await fc.assert(fc.asyncProperty(bytes, isTold), { numRuns: 200 })
  })
})
