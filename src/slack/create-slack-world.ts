import { AppError } from '../lib/app-error.ts'
import { masked } from '../lib/masked.ts'
import { checkService } from '../run/check-service.ts'
import type { Engine } from '../run/engine.ts'
import { explainUrl } from '../run/explain.ts'
import { restrictHosts } from '../run/restrict-hosts.ts'
import type { Service } from '../service/service.ts'
import { urlsFromHere } from '../service/urls-from-here.ts'
import { isNamedUrl } from './is-named-url.ts'
import type { Served } from './keep-served.ts'
import { readCauseHelp } from './read-cause-help.ts'
import type { ExplainAnswer, SlackLog, SlackWorld } from './slack-world.ts'

export interface SlackWorldOptions {
  /** services.yml as it is now. */
  readonly served: () => Served
  /** `docs/causes.md`, for *Explain this cause*. */
  readonly causesPage: string
  readonly log: SlackLog
  readonly now: () => number
  readonly newId: () => string
}

/** The engine as the Slack surface knows it: what services.yml names may be checked and fetched, and nothing else. */
export function createSlackWorld({ served, causesPage, log, now, newId }: SlackWorldOptions): SlackWorld {
  const help = readCauseHelp(causesPage)
  const find = (name: string): Service | undefined => served().services.find((candidate) => candidate.name === name)
  return {
    get services() {
      return served().services.map(({ name }) => name)
    },
    allowOf: (name) => find(name)?.allow,
    servicesAt: (url) =>
      served()
        .services.filter((service) => isNamedUrl(url, urlsFromHere(service)))
        .map(({ name }) => name),
    hostProblem: ({ service, hosts }) => {
      const restricted = restrictHosts(required(find(service), service), hosts)
      return restricted.kind === 'unknown' ? `${restricted.problem}. ${restricted.hint}` : undefined
    },
    check: async ({ service: name, hosts, only, signal, onEvent }) => {
      const { openEngine } = served()
      const restricted = restrictHosts(required(find(name), name), hosts)
      if (restricted.kind === 'unknown') throw new AppError('USAGE', restricted.problem, { hint: restricted.hint })
      const { service, otherHosts } = restricted
      const narrowed = only.length > 0 ? { only } : {}
      return withEngine({ openEngine, log }, ({ execute }) =>
        checkService({ service, otherHosts, execute, signal, onEvent, now, ...narrowed }),
      )
    },
    explain: (url, { signal }) => explain(url, { signal, served: served(), log }),
    causeHelp: (cause) => help.get(cause),
    log,
    now,
    newId,
  }
}

function required(service: Service | undefined, name: string): Service {
  if (service) return service
  throw new AppError('SERVICE_UNKNOWN', masked`There is no service ${name}`)
}

async function explain(
  url: string,
  { signal, served, log }: { signal: AbortSignal; served: Served; log: SlackLog },
): Promise<ExplainAnswer> {
  const { services, openEngine } = served
  if (!isNamedUrl(url, services.flatMap(urlsFromHere)))
    return {
      kind: 'refused',
      detail: masked`I only fetch addresses that services.yml names. Ask for one of those, or run: curl -si '${url.replaceAll("'", '')}' | 503 explain`,
    }
  const explained = await withEngine({ openEngine, log }, ({ execute }) => explainUrl(url, { execute, signal }))
  return 'kind' in explained
    ? { kind: 'failed', detail: masked`${url} gave no answer: ${explained.detail}` }
    : { kind: 'explained', ...explained }
}

async function withEngine<T>(
  { openEngine, log }: Pick<Served, 'openEngine'> & { readonly log: SlackLog },
  use: (engine: Engine) => Promise<T>,
): Promise<T> {
  const engine = openEngine((note) => log.warn({}, note))
  try {
    return await use(engine)
  } finally {
    await engine.close()
  }
}
