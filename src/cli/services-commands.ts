import { AppError } from '../lib/app-error.ts'
import { counted } from '../lib/counted.ts'
import { foldNames } from '../lib/fold-names.ts'
import { masked } from '../lib/masked.ts'
import { hideParameters } from '../service/secret-parts.ts'
import type { CliWorld } from './cli-world.ts'
import { findServices } from './find-services.ts'

interface ConfigFlag {
  readonly config?: string
}

/** `503 services`: one line per service. */
export async function servicesCommand({ config }: ConfigFlag, world: CliWorld): Promise<number> {
  const { services, path, unset = [] } = await findServices(world, config)
  const widest = Math.max(0, ...services.map(({ name }) => name.length))
  const lines = services.map(({ name, url, hosts }) => {
    const where = `${hosts.length} ${hosts.length === 1 ? 'host' : 'hosts'}${hosts.length > 0 ? `: ${foldNames(hosts)}` : ''}`
    return `${name.padEnd(widest)}  ${where}${url ? masked`  ${hideParameters(url)}` : ''}\n`
  })
  await world.stderr.write(masked`${counted(services.length, 'service')} in ${path}\n`)
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
  await world.stdout.write(masked`${path} is valid: ${counted(services.length, 'service')}\n`)
  return 0
}

/** `503 config schema`: the JSON Schema of services.yml. */
export async function configSchemaCommand(world: CliWorld): Promise<number> {
  await world.stdout.write(await world.configSchema())
  return 0
}
