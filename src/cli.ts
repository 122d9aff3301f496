import { readFileSync, writeSync } from 'node:fs'
import { homedir, userInfo } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CliWorld, LoadedFile, SshHosts } from './cli/cli-world.ts'
import { createNodeInput } from './cli/node-input.ts'
import { createNodeOutput } from './cli/node-output.ts'
import { readText } from './cli/read-text.ts'
import { renderError } from './cli/render-error.ts'
import { runCli } from './cli/run-cli.ts'
import type { Served } from './slack/keep-served.ts'
import type { HostResolverOptions } from './ssh/resolve-host.ts'
import { storePlaceOf } from './store/store-place.ts'

/** Wiring of the `503` command: the environment, the streams and the edges, handed to `runCli`. Heavy edges load when used. */
const { env } = process
const home = env['HOME'] || homedir()

const world: CliWorld = {
  stdout: createNodeOutput(process.stdout),
  stderr: createNodeOutput(process.stderr),
  stdin: createNodeInput(process.stdin, process.stderr),
  env,
  version: readVersion(),
  user: readUser(),
  now: Date.now,
  configPaths: ['services.yml', join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'slash503', 'services.yml')],
  loadFile,
  serviceFromFlags: async (flags) => (await import('./config/service-from-flags.ts')).serviceFromFlags(flags),
  configSchema: async () => (await import('./config/services-json-schema.ts')).servicesJsonSchema(),
  readText,
  openEngine: async (hosts, access) => {
    const { openEngine } = await import('./open-engine.ts')
    const { withAccess } = await import('./ssh/with-access.ts')
    return openEngine(withAccess({ ...resolverOptions(hosts), passphrase: env['SLASH503_KEY_PASSPHRASE'] }, access))
  },
  async *readHostKeys(host, hosts, access) {
    const { offerHostKeys } = await import('./ssh/offer-host-keys.ts')
    yield* offerHostKeys(host, { ...resolverOptions(hosts), passphrase: env['SLASH503_KEY_PASSPHRASE'], access })
  },
  serve: async ({ services, hosts, reload, stopped }) => {
    const { serve } = await import('./serve.ts')
    const { openEngine } = await import('./open-engine.ts')
    const servedOf = (file: Pick<Extract<LoadedFile, { kind: 'ok' }>, 'services' | 'hosts'>): Served => {
      const options = { ...resolverOptions(file.hosts), passphrase: env['SLASH503_KEY_PASSPHRASE'] }
      return { services: file.services, openEngine: (onNote) => openEngine({ ...options, onNote }) }
    }
    const causesPage = await readText(fileURLToPath(new URL('../docs/causes.md', import.meta.url)))
    return serve({
      ...servedOf({ services, hosts }),
      reload: async () => {
        const file = await reload()
        if (file.kind === 'ok') return servedOf(file)
        return { errors: file.kind === 'invalid' ? file.errors : [`There is no ${file.path} any more`] }
      },
      onReload: (callback) => {
        process.on('SIGHUP', callback)
        return () => void process.off('SIGHUP', callback)
      },
      causesPage,
      env,
      stopped,
    })
  },
  openMemory: async () => {
    const place = storePlaceOf(env)
    return place && (await import('./open-memory.ts')).openMemory(place)
  },
  migrateStore: async (options) => {
    const place = storePlaceOf(env)
    return place && (await import('./open-memory.ts')).migrateStore(place, options)
  },
  slackManifest: () => readText(fileURLToPath(new URL('../manifest.yml', import.meta.url))),
  onInterrupt: (callback) => {
    process.on('SIGINT', callback).on('SIGTERM', callback)
    return () => void process.off('SIGINT', callback).off('SIGTERM', callback)
  },
  quit,
}

function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return String((JSON.parse(text) as { version?: unknown }).version)
}

/** In a container the user may have no name. */
function readUser(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.() ?? 'unknown')
  }
}

async function loadFile(path: string): Promise<LoadedFile> {
  const { loadServices } = await import('./config/load-services.ts')
  const { renderConfigErrors } = await import('./config/render-config-errors.ts')
  const loaded = await loadServices(path, { env })
  if (loaded.kind === 'not-found') return { kind: 'not-found', path }
  if (loaded.kind === 'invalid') return { kind: 'invalid', path, errors: renderConfigErrors(loaded.errors).split('\n') }
  const { services, ssh } = loaded.config
  const unset = loaded.unset.map(({ name, errors }) => ({ name, errors: renderConfigErrors(errors).split('\n') }))
  return { kind: 'ok', path, services, hosts: ssh, unset }
}

/** `hosts` is the `ssh` part of a configuration that `loadFile` gave out. */
function resolverOptions(hosts: SshHosts | undefined): HostResolverOptions {
  const ssh = hosts as { hosts: HostResolverOptions['targets']; defaults: HostResolverOptions['defaults'] } | undefined
  const { SSH_AUTH_SOCK, USER } = env
  return {
    targets: ssh?.hosts ?? {},
    defaults: ssh?.defaults ?? {},
    home,
    env: { ...(SSH_AUTH_SOCK ? { SSH_AUTH_SOCK } : {}), ...(USER ? { USER } : {}) },
    onNote: (note) => void world.stderr.write(`Note: ${note}\n`),
  }
}

/** Ends at once, with the cursor visible again. */
function quit(status: number): void {
  if (process.stderr.isTTY) writeSync(2, '\u001b[?25h')
  process.exit(status)
}

process.on('uncaughtException', (error) => {
  const { text, exit } = renderError(error, { debug: env['DEBUG']?.includes('slash503') ?? false })
  writeSync(2, text)
  quit(exit)
})

const status = await runCli(process.argv.slice(2), world)
await world.stderr.write('')
await world.stdout.write('')
process.exit(status)
