import { type ChildProcess, spawn } from 'node:child_process'
import { connect } from 'node:net'
import ssh2 from 'ssh2'

/** A running SSH server on loopback whose commands run on this machine, as the user who started it. */
export interface DemoSshServer {
  readonly port: number
  /** A line for known_hosts. */
  readonly knownHostsLine: string
  close(): void
}

/**
 * Starts the demo's SSH server: one public key may log in, `exec` runs through `sh`, TCP forwarding is on.
 * It is the real protocol end to end; only the machine behind it is this one.
 */
export async function startSshServer(options: { authorizedKey: string }): Promise<DemoSshServer> {
  const hostKey = ssh2.utils.generateKeyPairSync('ed25519')
  const authorized = parseKey(options.authorizedKey)
  const server = new ssh2.Server({ hostKeys: [hostKey.private] }, (client) => {
    client.on('error', () => client.end())
    client.on('authentication', (attempt) => {
      const isOurKey =
        attempt.method === 'publickey' &&
        attempt.key.algo === authorized.type &&
        attempt.key.data.equals(authorized.getPublicSSH()) &&
        (!attempt.signature || authorized.verify(attempt.blob ?? Buffer.alloc(0), attempt.signature, attempt.hashAlgo))
      if (isOurKey) attempt.accept()
      else attempt.reject(['publickey'])
    })
    client.on('session', (accept) => acceptSession(accept()))
    client.on('tcpip', (accept, reject, info) => {
      const target = connect(info.destPort, info.destIP)
      target.once('error', () => reject())
      target.once('connect', () => {
        const channel = accept()
        target.on('error', () => channel.destroy())
        channel.on('error', () => target.destroy())
        target.pipe(channel).pipe(target)
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const [type, key] = hostKey.public.split(' ')
  return { port, knownHostsLine: `[127.0.0.1]:${port} ${type} ${key}\n`, close: () => server.close() }
}

function parseKey(text: string): ssh2.ParsedKey {
  const parsed = ssh2.utils.parseKey(text)
  if (parsed instanceof Error) throw parsed
  return parsed
}

function acceptSession(session: ssh2.Session): void {
  let child: ChildProcess | undefined
  session.on('signal', (_accept, _reject, info) => endGroup(child, `SIG${info.name.replace(/^SIG/, '')}`))
  session.on('exec', (accept, _reject, info) => {
    const channel = accept()
    child = spawn('sh', ['-c', info.command], { detached: true, stdio: 'pipe' })
    channel.pipe(child.stdin ?? process.stdout)
    child.stdin?.on('error', () => undefined)
    child.stdout?.pipe(channel, { end: false })
    child.stderr?.pipe(channel.stderr, { end: false })
    child.on('close', (code, signal) => {
      if (signal) channel.exit(signal.replace(/^SIG/, ''))
      else channel.exit(code ?? 1)
      channel.end()
    })
    channel.on('close', () => endGroup(child, 'SIGKILL'))
    channel.on('error', () => endGroup(child, 'SIGKILL'))
  })
}

/** Ends the command and all that it started, as sshd does on a signal request. */
function endGroup(child: ChildProcess | undefined, signal: string): void {
  if (!child?.pid || child.exitCode !== null) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // Already gone.
  }
}
