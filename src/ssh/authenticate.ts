import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { AnyAuthMethod, NextAuthHandler, ParsedKey } from 'ssh2'
import ssh2 from 'ssh2'
import { oneLine } from '../lib/one-line.ts'
import { needsPassphrase, wrongPassphrase } from './locked-key.ts'
import { refusedLogin, type TriedKey } from './refused-login.ts'
import type { ResolvedHost } from './resolved-host.ts'
import { detailChars, type SshError } from './ssh-error.ts'

/** OpenSSH closes the connection after six failed attempts (MaxAuthTries). */
const attemptLimit = 5

/** Asks a person for the passphrase of a key file; undefined when there is none to be had. */
export type AskPassphrase = (file: string) => Promise<string | undefined>

/** Keys of every file and agent, read once. */
export interface Identities {
  /** One login: which key to try next. */
  attempt(host: ResolvedHost, waiting: Waiting): Attempt
}

/** Told when a login waits for a person, whose time is no timeout. */
export interface Waiting {
  readonly onWait: () => void
  readonly onGo: () => void
}

export interface Attempt {
  /** ssh2's `authHandler`. */
  readonly handler: (authsLeft: unknown, partialSuccess: unknown, next: NextAuthHandler) => void
  /** The error once all keys were refused; says which were tried and which could not be. */
  refused(): SshError
}

type KeyFile =
  | { readonly kind: 'key'; readonly file: string; readonly key: ParsedKey }
  /** `publicKey` where the file or its `.pub` shows it without the passphrase. */
  | {
      readonly kind: 'encrypted'
      readonly file: string
      readonly text: Buffer
      readonly publicKey: ParsedKey | undefined
    }
  /** The private half is somewhere else: in the agent, where it can be used at all. */
  | { readonly kind: 'public'; readonly file: string; readonly publicKey: ParsedKey }
  | { readonly kind: 'unusable'; readonly file: string; readonly why: string }

type LockedFile = Extract<KeyFile, { kind: 'encrypted' }>

interface Candidate {
  readonly tried: TriedKey
  readonly method: (username: string) => AnyAuthMethod
}

export function createIdentities(askPassphrase: AskPassphrase | undefined): Identities {
  const keys = createKeyCache(askPassphrase)
  return {
    attempt(host, waiting) {
      const tried: TriedKey[] = []
      const said: { offered?: readonly string[]; isPartial: boolean } = { isPartial: false }
      let hasAsked = false
      const unusable: string[] = []
      const source = candidatesFor(host, { keys, unusable, waiting })
      const nextMethod = async (): Promise<AnyAuthMethod | false> => {
        if (tried.length >= attemptLimit) return false
        const { value, done } = await source.next()
        if (!done) {
          tried.push(value.tried)
          return value.method(host.user)
        }
        // Without any key the server has not been asked yet what it would take. Source: RFC 4252, 5.2.
        if (tried.length > 0 || hasAsked) return false
        hasAsked = true
        return { type: 'none', username: host.user }
      }
      const offerNext = async (next: NextAuthHandler): Promise<void> => {
        const method = await nextMethod().catch(() => false as const)
        // `false` ends the attempts; ssh2's types leave it out.
        next(method as AnyAuthMethod)
      }
      return {
        handler: (authsLeft, partialSuccess, next) => {
          if (Array.isArray(authsLeft)) said.offered = authsLeft.filter((method) => typeof method === 'string')
          said.isPartial = partialSuccess === true
          void offerNext(next)
        },
        refused: () => {
          const { offered, isPartial } = said
          return refusedLogin(host, { tried, unusable, offered, isPartial, certificates: certificatesBeside(tried) })
        },
      }
    },
  }
}

/** Files and agents, each read once; a person is asked once for each locked file. */
interface KeyCache {
  readonly file: (file: string) => Promise<KeyFile>
  readonly agent: (socket: string) => Promise<AgentKeys>
  readonly unlocked: (lock: LockedFile) => Promise<KeyFile>
}

function createKeyCache(askPassphrase: AskPassphrase | undefined): KeyCache {
  const files = new Map<string, Promise<KeyFile>>()
  const agents = new Map<string, Promise<AgentKeys>>()
  const unlocked = new Map<string, Promise<KeyFile>>()
  const once = <T>(cache: Map<string, Promise<T>>, key: string, load: () => Promise<T>): Promise<T> => {
    const known = cache.get(key) ?? load()
    cache.set(key, known)
    return known
  }
  return {
    file: (file) => once(files, file, () => loadKeyFile(file)),
    agent: (socket) => once(agents, socket, () => listAgent(socket)),
    unlocked: (lock) => once(unlocked, lock.file, () => unlock(lock, askPassphrase)),
  }
}

/** In the order to try: keys that need no person, what else the agent holds, keys that need a passphrase. */
async function* candidatesFor(
  host: ResolvedHost,
  { keys, unusable, waiting }: { readonly keys: KeyCache; readonly unusable: string[]; readonly waiting: Waiting },
): AsyncGenerator<Candidate> {
  const agent = host.agentSocket === undefined ? noAgent : await keys.agent(host.agentSocket)
  if (agent.failure !== undefined) unusable.push(agent.failure)
  const seen = new Set<string>()
  const locked: LockedFile[] = []
  for (const file of host.identityFiles) {
    const loaded = await keys.file(file)
    if (loaded.kind === 'unusable') unusable.push(`${file}: ${loaded.why}`)
    else if (loaded.kind === 'key') yield fileCandidate(loaded, seen)
    else {
      const held = agent.keys.find((key) => loaded.publicKey && blobOf(key) === blobOf(loaded.publicKey))
      if (held) yield agentCandidate(agent, held, seen)
      else if (loaded.kind === 'encrypted') locked.push(loaded)
      else unusable.push(`${file}: only the public key is here, and the agent does not hold the private one`)
    }
  }
  const others = host.identitiesOnly === true ? [] : agent.keys
  for (const key of others) if (!seen.has(blobOf(key))) yield agentCandidate(agent, key, seen)
  for (const lock of locked) {
    waiting.onWait()
    const opened = await keys.unlocked(lock)
    waiting.onGo()
    if (opened.kind === 'key') yield fileCandidate(opened, seen)
    else if (opened.kind === 'unusable') unusable.push(`${lock.file}: ${opened.why}`)
  }
}

function fileCandidate({ file, key }: KeyFile & { kind: 'key' }, seen: Set<string>): Candidate {
  seen.add(blobOf(key))
  const tried = { label: `${file} (${describeKey(key)})`, file, line: lineOf(key) }
  return { tried, method: (username) => ({ type: 'publickey', username, key }) }
}

interface AgentKeys {
  readonly keys: readonly ParsedKey[]
  readonly failure?: string
  readonly sign?: ssh2.OpenSSHAgent
}

const noAgent: AgentKeys = { keys: [] }

function agentCandidate({ sign }: AgentKeys, key: ParsedKey, seen: Set<string>): Candidate {
  seen.add(blobOf(key))
  return {
    tried: {
      label: `agent key ${key.comment || ''} (${describeKey(key)})`.replace('  ', ' '),
      line: lineOf(key),
    },
    method: (username) => ({ type: 'agent', username, agent: new OneKeyAgent(key, sign) }),
  }
}

/** The agent with one of its keys, so that keys are tried in our order and counted. */
class OneKeyAgent extends ssh2.BaseAgent<ParsedKey> {
  readonly key: ParsedKey
  readonly #agent: ssh2.OpenSSHAgent | undefined

  constructor(key: ParsedKey, agent: ssh2.OpenSSHAgent | undefined) {
    super()
    this.key = key
    this.#agent = agent
  }

  override getIdentities(callback: ssh2.IdentityCallback<ParsedKey>): void {
    callback(null, [this.key])
  }

  override sign(
    key: ParsedKey,
    data: Buffer,
    options: ssh2.SigningRequestOptions | ssh2.SignCallback,
    callback?: ssh2.SignCallback,
  ): void {
    if (typeof options === 'function') this.#agent?.sign(key, data, {}, options)
    else this.#agent?.sign(key, data, options, callback)
  }
}

function listAgent(socket: string): Promise<AgentKeys> {
  return new Promise((resolve) => {
    const agent = new ssh2.OpenSSHAgent(socket)
    const failed = (why: string): void => resolve({ keys: [], failure: `agent at ${socket}: ${why}` })
    // An agent that waits for a person, or hangs, must not hold up keys that need neither.
    const timer = setTimeout(() => failed('no answer within 2 s'), 2000)
    agent.getIdentities((error, keys) => {
      clearTimeout(timer)
      if (error) failed(oneLine(error.message, detailChars))
      else resolve({ keys: (keys ?? []) as ParsedKey[], sign: agent })
    })
  })
}

async function loadKeyFile(file: string): Promise<KeyFile> {
  let text: Buffer
  try {
    text = await readFile(file)
  } catch (error) {
    const publicKey = await loadPublicKey(`${file}.pub`)
    if (publicKey) return { kind: 'public', file, publicKey }
    return { kind: 'unusable', file, why: `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})` }
  }
  const key = parsePrivate(text)
  if (!(key instanceof Error)) return { kind: 'key', file, key }
  if (/encrypted|passphrase/i.test(key.message)) {
    return { kind: 'encrypted', file, text, publicKey: await loadPublicKey(`${file}.pub`) }
  }
  const publicKey = await loadPublicKey(file)
  if (publicKey) return { kind: 'public', file, publicKey }
  return { kind: 'unusable', file, why: oneLine(key.message, detailChars) }
}

async function loadPublicKey(file: string): Promise<ParsedKey | undefined> {
  try {
    const parsed = ssh2.utils.parseKey(await readFile(file))
    return parsed instanceof Error || Array.isArray(parsed) || parsed.isPrivateKey() ? undefined : parsed
  } catch {
    return undefined
  }
}

async function unlock(lock: LockedFile, ask: AskPassphrase | undefined): Promise<KeyFile> {
  const { file, text } = lock
  const passphrase = await ask?.(file)
  if (passphrase === undefined) return { kind: 'unusable', file, why: needsPassphrase }
  const key = parsePrivate(text, passphrase)
  if (key instanceof Error) return { kind: 'unusable', file, why: wrongPassphrase }
  return { kind: 'key', file, key }
}

function parsePrivate(text: Buffer, passphrase?: string): ParsedKey | Error {
  const parsed: unknown = ssh2.utils.parseKey(text, passphrase)
  const key = (Array.isArray(parsed) ? parsed[0] : parsed) as ParsedKey | Error
  if (key instanceof Error) return key
  return key.isPrivateKey() ? key : new Error('not a private key')
}

function blobOf(key: ParsedKey): string {
  return key.getPublicSSH().toString('base64')
}

/** As authorized_keys has it. */
function lineOf(key: ParsedKey): string {
  return `${key.type} ${blobOf(key)}`
}

/** Certificates as ssh-keygen names them; ssh2 offers none. */
function certificatesBeside(tried: readonly TriedKey[]): readonly string[] {
  return tried
    .flatMap(({ file }) => (file === undefined ? [] : [`${file}-cert.pub`]))
    .filter((file) => existsSync(file))
}

/** 'ssh-ed25519 SHA256:…', as `ssh-keygen -l` prints it. */
function describeKey(key: ParsedKey): string {
  return `${key.type} SHA256:${createHash('sha256').update(key.getPublicSSH()).digest('base64').replace(/=+$/, '')}`
}
