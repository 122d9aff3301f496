import { AppError } from '../lib/app-error.ts'
import { masked } from '../lib/masked.ts'
import { nearestNames } from '../lib/nearest-names.ts'
import type { Service } from '../service/service.ts'
import type { CliWorld, LoadedFile } from './cli-world.ts'

type Loaded = Extract<LoadedFile, { kind: 'ok' }>

/** The services.yml named, else the first of the usual places. Throws `CONFIG_NOT_FOUND` or `CONFIG_INVALID` with every error. */
export async function findServices(world: CliWorld, named: string | undefined): Promise<Loaded> {
  const loaded = await loadFirst(world, named)
  if (loaded) return requireValid(loaded)
  const places = (named === undefined ? world.configPaths : [named]).join(', ')
  throw new AppError('CONFIG_NOT_FOUND', masked`Cannot find a services.yml: looked for ${places}`, {
    hint: 'Name one with --config, or describe the service: 503 check --host app1 --url https://… --unit gunicorn',
  })
}

/** The same where a services.yml is welcome but not needed: undefined when there is none. */
export async function findServicesIfAny(world: CliWorld, named: string | undefined): Promise<Loaded | undefined> {
  if (named !== undefined) return findServices(world, named)
  const loaded = await loadFirst(world, named)
  if (loaded?.kind === 'ok') return loaded
  if (loaded)
    await world.stderr.write(masked`Note: ${loaded.path} has errors and is left aside; see 503 config check\n`)
  return undefined
}

/** The service of that name. Throws `SERVICE_UNKNOWN` with the nearest names. */
export function findService({ services, path, unset = [] }: Loaded, name: string): Service {
  const found = services.find((service) => service.name === name)
  if (found) return found
  const lacking = unset.find((service) => service.name === name)
  if (lacking) {
    throw new AppError('CONFIG_INVALID', `${masked`Cannot check ${name}:`}\n${lacking.errors.join('\n')}`, {
      hint: 'The other services of the file can be checked.',
    })
  }
  const names = [...services, ...unset].map((service) => service.name)
  const near = nearestNames(name, names)
  const hint =
    near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `It has: ${names.slice(0, 20).join(', ') || 'none'}`
  throw new AppError('SERVICE_UNKNOWN', masked`Cannot find the service "${name}" in ${path}`, { hint })
}

/** Throws `CONFIG_INVALID` with every error. */
function requireValid(loaded: LoadedFile): Loaded {
  if (loaded.kind === 'ok') return loaded
  if (loaded.kind === 'not-found') throw new AppError('CONFIG_NOT_FOUND', masked`Cannot find ${loaded.path}`)
  const count = loaded.errors.length
  throw new AppError(
    'CONFIG_INVALID',
    `${masked`${loaded.path}`} has ${count} ${count === 1 ? 'error' : 'errors'}:\n${loaded.errors.join('\n')}`,
    { hint: '"503 config schema" prints a JSON Schema with which editors check it while you type.' },
  )
}

async function loadFirst(world: CliWorld, named: string | undefined): Promise<LoadedFile | undefined> {
  for (const path of named === undefined ? world.configPaths : [named]) {
    const loaded = await world.loadFile(path)
    if (loaded.kind !== 'not-found') return loaded
  }
  return undefined
}
