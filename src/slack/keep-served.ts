import type { Logger } from 'pino'
import type { Engine } from '../run/engine.ts'
import type { Service } from '../service/service.ts'

/** What comes from services.yml; a run keeps the one that it began with. */
export interface Served {
  readonly services: readonly Service[]
  /** Opened for each check and closed after it: a bot that idles holds no connection to any host. `onNote` hears oddities of the ssh_config. */
  readonly openEngine: (onNote: (note: string) => void) => Engine
}

export interface Reloading {
  /** Reads services.yml again; a file with errors is refused, and they are its lines. */
  readonly reload: () => Promise<Served | { readonly errors: readonly string[] }>
  /** Calls back when that is asked for (SIGHUP); returns what stops that. */
  readonly onReload: (callback: () => void) => () => void
}

/** The configuration that new runs get: read again on SIGHUP, kept as it is when the file has errors. */
export function keepServed({
  services,
  openEngine,
  reload,
  onReload,
  log,
}: Served & Reloading & { readonly log: Pick<Logger, 'info' | 'error'> }): { now: () => Served; stop: () => void } {
  let current: Served = { services, openEngine }
  const readAgain = async (): Promise<void> => {
    const read = await reload()
    if ('errors' in read) {
      log.error({ errors: read.errors }, 'services.yml was not taken: it has errors, the one before it stays')
      return
    }
    current = read
    log.info({ services: read.services.length }, 'services.yml was read again')
  }
  let reading = Promise.resolve()
  const stop = onReload(() => {
    reading = reading
      .then(readAgain)
      .catch((error: unknown) =>
        log.error({ err: error }, 'services.yml could not be read again, the one before it stays'),
      )
  })
  return { now: () => current, stop }
}
