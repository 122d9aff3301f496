import { AppError } from '../lib/app-error.ts'
import { counted } from '../lib/counted.ts'
import { foldNames } from '../lib/fold-names.ts'
import { masked } from '../lib/masked.ts'
import { quote } from '../lib/quote.ts'
import type { CliWorld, HostKeyOffer } from './cli-world.ts'
import { findServices, findServicesIfAny } from './find-services.ts'

interface ConfigFlag {
  readonly config?: string
}

/** `503 services`: one line per service. */
export async function servicesCommand({ config }: ConfigFlag, world: CliWorld): Promise<number> {
  const { services, path, unset = [] } = await findServices(world, config)
  const widest = Math.max(0, ...services.map(({ name }) => name.length))
  const lines = services.map(({ name, url, hosts }) => {
    const where = `${hosts.length} ${hosts.length === 1 ? 'host' : 'hosts'}${hosts.length > 0 ? `: ${foldNames(hosts)}` : ''}`
    return `${name.padEnd(widest)}  ${where}${url ? `  ${url}` : ''}\n`
  })
  await world.stderr.write(`${services.length} ${services.length === 1 ? 'service' : 'services'} in ${path}\n`)
  for (const { name, errors } of unset) await world.stderr.write(`${name} cannot be checked:\n${errors.join('\n')}\n`)
  await world.stdout.write(lines.join(''))
  return 0
}

/** `503 config check`: every error of the file at once, and the services that cannot be checked for want of a variable. */
export async function configCheckCommand(
  file: string | undefined,
  flags: ConfigFlag,
  world: CliWorld,
): Promise<number> {
  const { services, path, unset = [] } = await findServices(world, file ?? flags.config)
  if (unset.length > 0) {
    const lines = unset.flatMap(({ name, errors }) => [`${name} cannot be checked:`, ...errors])
    throw new AppError(
      'CONFIG_INVALID',
      `${masked`${path} is valid, but the environment lacks variables:`}\n${lines.join('\n')}`,
      { hint: `${counted(services.length, 'service')} can be checked.` },
    )
  }
  await world.stdout.write(`${path} is valid: ${counted(services.length, 'service')}\n`)
  return 0
}

/** `503 config schema`: the JSON Schema of services.yml. */
export async function configSchemaCommand(world: CliWorld): Promise<number> {
  await world.stdout.write(await world.configSchema())
  return 0
}

/** `503 hosts trust`: shows the key that a host presents, asks, and pins it. */
export async function hostsTrustCommand(
  host: string,
  flags: ConfigFlag & { readonly yes?: boolean },
  world: CliWorld,
): Promise<number> {
  const loaded = await findServicesIfAny(world, flags.config)
  const offer = await world.readHostKey(host, loaded?.hosts)
  await world.stderr.write(`${offer.host} presents ${offer.keyType}\n  ${offer.fingerprint}\n`)
  if (offer.standing === 'trusted') {
    await world.stderr.write('This key is pinned already.\n')
    return 0
  }
  if (offer.standing !== 'unknown') throw refusal(offer.standing, offer)
  if (offer.note !== undefined) await world.stderr.write(`Note: ${offer.note}\n`)
  if (flags.yes !== true) await confirm(world)
  await offer.pin()
  await world.stderr.write(`Pinned in ${offer.file}\n`)
  return 0
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
    return new AppError('HOST_KEY_UNTRUSTED', `Cannot pin the key of ${host}: ${where} marks this key @revoked`, {
      hint: 'Give the host a new key, then trust that one.',
    })
  }
  return new AppError('HOST_KEY_UNTRUSTED', `Cannot pin the key of ${host}: ${where} pins another key for it`, {
    hint: `Find out why before anything else. If the host was rebuilt: ssh-keygen -R ${quote(name)} -f ${quote(file)}`,
  })
}
