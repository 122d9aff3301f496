import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

const binary = '/usr/sbin/sshd'

/** A real OpenSSH server on loopback with its own host key and one authorized key. */
export interface Sshd {
  readonly port: number
  readonly user: string
  /** Private key that is let in. */
  readonly identityFile: string
  readonly hostKeyFile: string
  /** Blob of the host's public key. */
  readonly hostKey: Buffer
  readonly directory: string
  readonly pid: number
  /** What the server logged, at VERBOSE. */
  log(): string
  stop(): Promise<void>
}

export interface SshdOptions {
  /** Lines of sshd_config that go first, so they win over ours. */
  readonly config?: readonly string[]
  /** Loopback addresses to listen on; default 127.0.0.1. */
  readonly addresses?: readonly string[]
  readonly keyType?: 'ed25519' | 'rsa' | 'ecdsa'
  /** The account to log in as; default whoever runs the tests. Another one needs root. */
  readonly user?: string
  readonly port?: number
  /** Programs that are others on this host alone, by their path: the text of a script each. Needs root. */
  readonly programs?: Readonly<Record<string, string>>
}

/** Starts an sshd and waits until it answers. Throws when OpenSSH's server is not installed (apt-get install openssh-server). */
export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  if (!existsSync(binary)) throw new Error(`Cannot find ${binary}: apt-get install openssh-server`)
  const directory = mkdtempSync(join(tmpdir(), 'slash503-sshd-'))
  const user = options.user ?? userInfo().username
  const port = options.port ?? (await freePort())
  const hostKeyFile = makeKey(directory, 'host_key', { type: options.keyType ?? 'ed25519' })
  const identityFile = makeKey(directory, 'id_ed25519')
  writeFileSync(join(directory, 'authorized_keys'), readFileSync(`${identityFile}.pub`))
  const addresses = options.addresses ?? ['127.0.0.1']
  const config = join(directory, 'sshd_config')
  writeFileSync(
    config,
    [...(options.config ?? []), ...basicConfig({ directory, hostKeyFile, port, addresses }), ''].join('\n'),
  )
  // sshd insists on its chroot directory when it runs as root.
  if (userInfo().uid === 0) {
    mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
    chmodSync(directory, 0o755)
  }
  const [program, ...before] = [...mountPrograms(directory, options.programs ?? {}), binary]
  const child = spawn(program, [...before, '-D', '-e', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] })
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-20_000)
  })
  await answers(addresses[0] ?? '127.0.0.1', port, { child, log: () => log })
  return {
    port,
    user,
    identityFile,
    hostKeyFile,
    hostKey: publicBlob(`${hostKeyFile}.pub`),
    directory,
    pid: child.pid ?? 0,
    log: () => log,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM')
        await ended
      }
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Makes a key pair with ssh-keygen and returns the private file's path. */
export function makeKey(
  directory: string,
  name: string,
  { type = 'ed25519', passphrase = '' }: { readonly type?: string; readonly passphrase?: string } = {},
): string {
  const file = join(directory, name)
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', name, '-f', file])
  return file
}

/** The raw key of a `.pub` file. */
export function publicBlob(file: string): Buffer {
  return Buffer.from(readFileSync(file, 'utf8').split(' ')[1] ?? '', 'base64')
}

/** As `ssh-keygen -l` prints it: 'SHA256:…'. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
}

/** The words to start a program with so that it sees these scripts in the place of programs: a mount namespace of its own. */
function mountPrograms(directory: string, programs: Readonly<Record<string, string>>): readonly string[] {
  const mounts = Object.entries(programs).map(([path, text], index) => {
    const file = join(directory, `program-${index}`)
    writeFileSync(file, text, { mode: 0o755 })
    return `mount --bind ${file} ${path}`
  })
  return mounts.length === 0 ? [] : ['unshare', '--mount', 'sh', '-ec', `${mounts.join('\n')}\nexec "$0" "$@"`]
}

function basicConfig(of: {
  readonly directory: string
  readonly hostKeyFile: string
  readonly port: number
  readonly addresses: readonly string[]
}): readonly string[] {
  return [
    ...of.addresses.map((address) => `ListenAddress ${address}:${of.port}`),
    `HostKey ${of.hostKeyFile}`,
    `AuthorizedKeysFile ${join(of.directory, 'authorized_keys')}`,
    'PidFile none',
    'UsePAM no',
    'StrictModes no',
    'PermitRootLogin yes',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'MaxStartups 200:30:400',
    'LogLevel VERBOSE',
    'PrintMotd no',
    'PrintLastLog no',
    'UseDNS no',
  ]
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

async function answers(
  address: string,
  port: number,
  { child, log }: { readonly child: ChildProcess; readonly log: () => string },
): Promise<void> {
  const until = Date.now() + 10_000
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`sshd ended (exit ${child.exitCode}): ${log()}`)
    if (await isListening(address, port)) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  child.kill('SIGKILL')
  throw new Error(`sshd did not listen on ${address}:${port} within 10 s: ${log()}`)
}

function isListening(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
