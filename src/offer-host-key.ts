import type { HostKeyOffer } from './cli/cli-world.ts'
import { AppError } from './lib/app-error.ts'
import { masked } from './lib/masked.ts'
import { createHostResolver, type HostResolverOptions } from './ssh/resolve-host.ts'
import type { ResolvedHost } from './ssh/resolved-host.ts'
import { SshError } from './ssh/ssh-error.ts'
import { fetchHostKey, pinHostKey } from './ssh/trust-host.ts'

const timeoutMs = 10_000

/** The key that a host presents, with what pins it. Throws `HOST_UNREACHABLE` when there is none to be had. */
export async function offerHostKey(name: string, options: HostResolverOptions): Promise<HostKeyOffer> {
  const { host, presented } = await fetchKey(name, options)
  const { verdict, keyType, fingerprint, key } = presented
  const file = 'file' in verdict ? verdict.file : host.knownHostsFiles[0]
  if (file === undefined) {
    throw new AppError('HOST_KEY_UNTRUSTED', masked`Cannot pin the key of ${name}: no known_hosts file is configured for it`)
  }
  return {
    host: `${name} (${host.address}:${host.port})`,
    name: host.hostKeyName,
    keyType,
    fingerprint,
    standing: verdict.kind,
    file,
    ...('line' in verdict ? { line: verdict.line } : {}),
    ...('note' in verdict && verdict.note !== undefined ? { note: verdict.note } : {}),
    pin: async () => void (await pinHostKey(file, host.hostKeyName, key)),
  }
}

async function fetchKey(name: string, options: HostResolverOptions) {
  try {
    const host: ResolvedHost = await createHostResolver(options)(name)
    const presented = await fetchHostKey(host, { signal: new AbortController().signal, timeoutMs })
    return { host, presented }
  } catch (error) {
    if (!(error instanceof SshError)) throw error
    throw new AppError('HOST_UNREACHABLE', masked`Cannot get the host key of ${name}: ${error.message}`, {
      cause: error,
      ...(error.fix === undefined ? {} : { hint: error.fix }),
    })
  }
}
