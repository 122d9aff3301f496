import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdir, readdir, stat, unlink } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { masked } from '../lib/masked.ts'
import { StoreError } from './store-error.ts'

/** A folder that this process, and no other live one, has. */
export interface HeldFolder {
  /** Path of the socket that its holder answers on. */
  readonly socket: string
  /** Who connects to the socket; until this is set, a connection is closed at once. */
  onConnection(callback: (socket: Socket) => void): void
  release(): Promise<void>
}

/** Linux takes 107 bytes for the path of a socket, macOS 103. */
const longestSocketPath = 103
/** Of two that come at the same moment both may give way: they try again, this often at most. */
const tries = 6

/**
 * Takes the folder, made with mode 0700 if need be, for this process alone; throws `held` while another live process has
 * it. The lock is a listening socket in the folder: the kernel ends it with its process, however that dies, and keeps it
 * while the process is only stopped. Each holder listens on a name of its own *before* it looks for others, so that of
 * two at least one sees the other; a name is never used again, so that removing one that nobody answers on is safe.
 */
export async function holdFolder(folder: string): Promise<HeldFolder> {
  await prepareFolder(folder)
  for (let attempt = 1; ; attempt++) {
    const held = await listen(folder)
    const other = await findHolder(folder, held.socket)
    if (other === undefined && (await exists(held.socket))) return held
    await held.release()
    if (attempt === tries) throw heldByAnother(folder)
    await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 80 * attempt))
  }
}

/**
 * The socket of the live process that has the folder; undefined when none does. With `own`, the socket that this process
 * listens on itself, it also removes what dead ones left: who does not listen must not, or it could hide a beginner.
 */
export async function findHolder(folder: string, own?: string): Promise<string | undefined> {
  let live: string | undefined
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name)
    if (!/^holder-[0-9a-f]+\.sock$/.test(name) || path === own) continue
    if (await answers(path)) live = path
    else if (own !== undefined) await unlink(path).catch(() => {})
  }
  return live
}

async function prepareFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const { uid } = await stat(folder)
    const self = process.getuid?.()
    if (self !== undefined && self !== 0 && uid !== self)
      throw new Error(`it belongs to user ${uid}, this is user ${self}`)
    await chmod(folder, 0o700)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new StoreError('unusable-folder', masked`Cannot keep the store in ${folder}: ${why}`, {
      hint: 'Name a folder that this user may create and write, on a local disk.',
      cause: error,
    })
  }
}

async function listen(folder: string): Promise<HeldFolder> {
  const socket = join(folder, `holder-${randomBytes(6).toString('hex')}.sock`)
  if (Buffer.byteLength(socket) > longestSocketPath)
    throw new StoreError(
      'unusable-folder',
      masked`Cannot keep the store in ${folder}: its path has ${Buffer.byteLength(folder)} bytes, expected ${longestSocketPath - 25} at most (a unix socket is made in it)`,
      { hint: 'Name a folder with a shorter path.' },
    )
  let answer = (connection: Socket): void => void connection.destroy()
  const server = createServer((connection) => answer(connection))
  server.unref()
  const before = process.umask(0o177)
  server.listen(socket)
  process.umask(before)
  await once(server, 'listening')
  return { socket, onConnection: (callback) => void (answer = callback), release: () => close(server) }
}

async function close(server: Server): Promise<void> {
  await new Promise((resolve) => server.close(resolve))
}

/** Only a refused connection, or no socket at all, says that nobody listens: a busy or stopped process still does. */
async function answers(path: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect(path)
  socket.once('connect', () => resolve(true))
  socket.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code !== 'ECONNREFUSED' && code !== 'ENOENT'))
  return promise.finally(() => socket.destroy())
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

function heldByAnother(folder: string): StoreError {
  return new StoreError('held', masked`Cannot open the store in ${folder}: another live process has it`, {
    hint: 'Ask that process (503 serve answers for it), end it, or use PostgreSQL: set DATABASE_URL.',
  })
}
