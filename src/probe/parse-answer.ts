import { finish, type Slices } from '../lib/slices.ts'
import { sliceBalancerServersAnswer } from './balancer-servers.ts'
import type { Answer } from './execute.ts'
import { parseHttpAnswer } from './http.ts'
import { parseDatabaseAnswer } from './parse-database-answer.ts'
import { parsePoolerAnswer } from './pooler.ts'
import type { Parsed, ProbeId } from './reading.ts'
import { parseRedisAnswer } from './redis.ts'
import { parseTcpAnswer } from './tcp.ts'
import type { ProbeValues } from './values.ts'

type Result<P extends ProbeId> = Parsed<ProbeValues[P]>
/** What may be large is parsed in slices. */
type ParseAnswer<P extends ProbeId> = (
  answer: Answer,
  of: { readonly subject: string },
) => Result<P> | Slices<Result<P>>

const parsers = {
  edge: parseHttpAnswer,
  health: parseHttpAnswer,
  port: parseTcpAnswer,
  'balancer-servers': sliceBalancerServersAnswer,
  database: parseDatabaseAnswer,
  pooler: parsePoolerAnswer,
  'dependency-http': parseHttpAnswer,
  'dependency-tcp': parseTcpAnswer,
  'dependency-redis': parseRedisAnswer,
  'dependency-postgres': parseDatabaseAnswer,
} as const satisfies { [P in ProbeId]?: ParseAnswer<P> }

/** Probes whose observation is an ask rather than a section of a host's script. */
export type AskProbeId = keyof typeof parsers

export function isAskProbe(probe: ProbeId): probe is AskProbeId {
  return Object.hasOwn(parsers, probe)
}

/** What an endpoint's answer says in the probe's terms. Never throws; what cannot be understood is `garbled`. */
export function parseAnswer<P extends AskProbeId>(
  probe: P,
  answer: Answer,
  of: { readonly subject: string },
): Parsed<ProbeValues[P]> {
  return finish(sliceAnswer(probe, answer, of))
}

/** The same, in slices. */
export function* sliceAnswer<P extends AskProbeId>(
  probe: P,
  answer: Answer,
  of: { readonly subject: string },
): Slices<Parsed<ProbeValues[P]>> {
  // TypeScript cannot tie the parser to P by itself; the table above is checked entry by entry.
  const parse = parsers[probe] as unknown as ParseAnswer<P>
  const parsed = parse(answer, of)
  return 'kind' in parsed ? parsed : yield* parsed
}
