import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import type { Memory } from '../incident/memory.ts'
import { masked } from '../lib/masked.ts'
import type { HeldFolder } from './hold-folder.ts'
import { StoreError } from './store-error.ts'

/** One question per connection, as a line of JSON; the answer is another. */
const calls = ['history', 'openIncidents', 'findIncident', 'keepRun'] as const
type Call = (typeof calls)[number]

/** How long the holder may take to answer. */
const answerMs = 10_000

/** Answers on the folder's socket for processes that may not open the store because this one has it. */
export function serveMemory(held: HeldFolder, memory: Memory): void {
  held.onConnection((socket) => {
    socket.on('error', () => {})
    void answer(socket, memory)
  })
}

async function answer(socket: Socket, memory: Memory): Promise<void> {
  try {
    const { call, of } = JSON.parse(await readLine(socket)) as { call: Call; of: never }
    if (!calls.includes(call)) throw new Error(`it does not know the question "${call}"`)
    socket.end(`${JSON.stringify({ answer: await memory[call](of) })}\n`)
  } catch (error) {
    socket.end(`${JSON.stringify({ error: error instanceof Error ? error.message : String(error) })}\n`)
  }
}

/** The memory of the process that listens on `socket`. */
export function remoteMemory(socket: string): Memory {
  const ask = async <T>(call: Call, of: unknown): Promise<T> => {
    const reply = JSON.parse(await exchange(socket, JSON.stringify({ call, of }))) as { answer: T; error?: string }
    if (reply.error !== undefined) throw unavailable(reply.error)
    return reply.answer
  }
  return {
    history: (of) => ask('history', of),
    openIncidents: (of) => ask('openIncidents', of),
    findIncident: (of) => ask('findIncident', of),
    keepRun: (run) => ask('keepRun', run),
    close: async () => {},
  }
}

async function exchange(path: string, line: string): Promise<string> {
  const socket = connect(path)
  socket.setTimeout(answerMs, () => socket.destroy(new Error(`no answer within ${answerMs / 1000} s`)))
  try {
    await once(socket, 'connect')
    socket.write(`${line}\n`)
    return await readLine(socket)
  } catch (error) {
    throw unavailable(error instanceof Error ? error.message : String(error))
  } finally {
    socket.destroy()
  }
}

async function readLine(socket: Socket): Promise<string> {
  const failed = once(socket, 'close').then(() => Promise.reject(new Error('the connection ended without an answer')))
  const lines = createInterface({ input: socket })
  const line = once(lines, 'line').then(([text]) => String(text))
  failed.catch(() => {})
  return Promise.race([line, failed])
}

function unavailable(why: string): StoreError {
  return new StoreError('unreachable', masked`Cannot ask the process that has the store: ${why}`, {
    hint: 'See the log of 503 serve; it has the store of that folder.',
  })
}
