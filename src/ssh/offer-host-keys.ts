import { AppError } from '../lib/app-error.ts'
import { masked } from '../lib/masked.ts'
import type { HostAccess } from '../service/host-access.ts'
import type { HostKeyOffer } from '../service/host-key-offer.ts'
import type { AskPassphrase } from './authenticate.ts'
import { createHostResolver, type HostResolverOptions } from './resolve-host.ts'
import type { ResolvedHost } from './resolved-host.ts'
import { SshError } from './ssh-error.ts'
import { fetchHostKey, pinHostKey } from './trust-host.ts'
import { withAccess } from './with-access.ts'

const timeoutMs = 10_000

interface OfferOptions extends HostResolverOptions {
  readonly passphrase?: string | undefined
  readonly access?: HostAccess | undefined
}

/**
 * The keys of the hosts on the way to a host, nearest first, and its own, with what pins each. The next is fetched through
 * those before it, which must be trusted by then. Throws `HOST_UNREACHABLE` where there is no key to be had.
 */
export async function* offerHostKeys(name: string, options: OfferOptions): AsyncGenerator<HostKeyOffer> {
  const { passphrase, access, ...hosts } = options
  const ask = passphrase === undefined ? {} : { passphrase: () => Promise.resolve(passphrase) }
  const target = await told(name, () => createHostResolver(withAccess(hosts, access))(name))
  for (const [index, hop] of target.jump.entries()) yield offerOf({ ...hop, jump: target.jump.slice(0, index) }, ask)
  yield offerOf(target, ask)
}

async function offerOf(host: ResolvedHost, ask: { readonly passphrase?: AskPassphrase }): Promise<HostKeyOffer> {
  const { name } = host
  const fetching = { signal: new AbortController().signal, timeoutMs, ...ask }
  const { verdict, keyType, fingerprint, key } = await told(name, () => fetchHostKey(host, fetching))
  const file = 'file' in verdict ? verdict.file : host.knownHostsFiles[0]
  if (file === undefined) {
    throw new AppError(
      'HOST_KEY_UNTRUSTED',
      masked`Cannot pin the key of ${name}: no known_hosts file is configured for it`,
    )
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

async function told<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof SshError)) throw error
    throw new AppError('HOST_UNREACHABLE', masked`Cannot get the host key of ${name}: ${error.message}`, {
      cause: error,
      ...(error.fix === undefined ? {} : { hint: masked`${error.fix}` }),
    })
  }
}
