import { AppError } from '../lib/app-error.ts'
import { counted } from '../lib/counted.ts'
import { masked } from '../lib/masked.ts'
import { quote } from '../lib/quote.ts'
import type { HostAccess } from '../service/host-access.ts'
import type { HostKeyOffer } from '../service/host-key-offer.ts'
import { localHost } from '../service/service.ts'
import { type AccessFlags, namesOf, readAccess } from './access-flags.ts'
import type { CliWorld, SshHosts } from './cli-world.ts'
import { findService, findServicesIfAny } from './find-services.ts'
import { renderError } from './render-error.ts'

export interface HostsTrustFlags extends AccessFlags {
  readonly config?: string
  readonly yes?: boolean
}

/** What became of the keys so far; a host on several ways is asked for its key once. */
interface Tally {
  readonly seen: Set<string>
  pinned: number
  already: number
  readonly failed: AppError[]
}

/**
 * `503 hosts trust`: shows the keys that hosts present, those on the way first, asks, and pins them. One that differs from
 * what is pinned is never replaced; of several hosts the others go on, and the end says what was not pinned.
 */
export async function hostsTrustCommand(
  typed: readonly string[],
  flags: HostsTrustFlags,
  world: CliWorld,
): Promise<number> {
  const loaded = await findServicesIfAny(world, flags.config)
  const names = typed.flatMap((name) => hostsOf(name, loaded))
  const hosts = [...new Set(names)].filter((name) => name !== localHost)
  if (hosts.length === 0) {
    await world.stderr.write(masked`${typed.join(', ')}: no host but this machine, which needs no key` + '\n')
    return 0
  }
  const access = readAccess(flags, { hosts, typed: typed.filter((name) => name.includes('@')) })
  const tally: Tally = { seen: new Set(), pinned: 0, already: 0, failed: [] }
  for (const host of hosts) {
    try {
      await trustWay(host, { ssh: loaded?.hosts, access, yes: flags.yes === true, tally }, world)
    } catch (error) {
      if (!(error instanceof AppError) || hosts.length === 1) throw error
      tally.failed.push(error)
      await world.stderr.write(renderError(error, { debug: false }).text)
    }
  }
  if (hosts.length !== 1) await world.stderr.write(summary(tally))
  const [failed] = tally.failed
  if (failed) throw notAll(tally, failed)
  return 0
}

type LoadedServices = Awaited<ReturnType<typeof findServicesIfAny>>

/** A service stands for its hosts and its balancer's; one that lacks a variable is no name of a host. */
function hostsOf(typed: string, loaded: LoadedServices): readonly string[] {
  const isNamed = [...(loaded?.services ?? []), ...(loaded?.unset ?? [])].some(({ name }) => name === typed)
  if (!loaded || !isNamed) return namesOf([typed])
  const service = findService(loaded, typed)
  return [...service.hosts, ...(service.balancer ? [service.balancer.host] : [])]
}

interface Way {
  readonly ssh: SshHosts | undefined
  readonly access: HostAccess | undefined
  readonly yes: boolean
  readonly tally: Tally
}

async function trustWay(host: string, { ssh, access, yes, tally }: Way, world: CliWorld): Promise<void> {
  for await (const offer of world.readHostKeys(host, ssh, access)) {
    if (tally.seen.has(offer.name)) continue
    tally.seen.add(offer.name)
    await world.stderr.write(`${offer.host} presents ${offer.keyType}\n  ${offer.fingerprint}\n`)
    if (offer.standing === 'trusted') {
      tally.already += 1
      await world.stderr.write('This key is pinned already.\n')
      continue
    }
    if (offer.standing !== 'unknown') throw refusal(offer.standing, offer)
    if (offer.note !== undefined) await world.stderr.write(`Note: ${offer.note}\n`)
    if (!yes) await confirm(world)
    await offer.pin()
    tally.pinned += 1
    await world.stderr.write(`Pinned in ${offer.file}\n`)
  }
}

function summary({ pinned, already, failed }: Tally): string {
  const parts = [
    `${counted(pinned, 'key')} pinned`,
    `${already} pinned already`,
    `${counted(failed.length, 'host')} not`,
  ]
  return `${parts.join(', ')}\n`
}

function notAll({ failed }: Tally, first: AppError): AppError {
  const code = failed.every((error) => error.code === first.code) ? first.code : 'HOST_KEY_UNTRUSTED'
  return new AppError(code, `The way to ${counted(failed.length, 'host')} is not trusted; each is told above`)
}

async function confirm(world: CliWorld): Promise<void> {
  const nobody = new AppError(
    'HOST_KEY_UNTRUSTED',
    'Cannot ask whether to pin this key: nobody answers on standard input',
    {
      hint: 'Compare the fingerprint with the one on the host (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), then run it with --yes.',
    },
  )
  const answer = await world.stdin.question('Is this the fingerprint of the host? Pin it [y/N] ')
  if (answer.trim() === '' && !world.stdin.isTTY) throw nobody
  if (!/^y(es)?$/i.test(answer.trim())) throw new AppError('HOST_KEY_UNTRUSTED', 'The key was not pinned.')
}

function refusal(
  standing: 'changed' | 'revoked',
  { file, line, host, name }: Pick<HostKeyOffer, 'file' | 'line' | 'host' | 'name'>,
): AppError {
  const where = line === undefined ? file : `${file}:${line}`
  if (standing === 'revoked') {
    return new AppError('HOST_KEY_UNTRUSTED', masked`Cannot pin the key of ${host}: ${where} marks this key @revoked`, {
      hint: 'Give the host a new key, then trust that one.',
    })
  }
  return new AppError('HOST_KEY_UNTRUSTED', masked`Cannot pin the key of ${host}: ${where} pins another key for it`, {
    hint: `Find out why before anything else. If the host was rebuilt: ssh-keygen -R ${quote(name)} -f ${quote(file)}`,
  })
}
