import { labelOf } from '../../probe/all-probes.ts'
import type { DatabaseValue } from '../../probe/database.ts'
import { isSectionProbe } from '../../probe/parse-section.ts'
import { bot } from '../../probe/reading.ts'
import { type Fix, fixOf, type Unseen, type UnseenReason } from '../../probe/unseen.ts'
import { sqlIdentifier } from '../../service/command-word.ts'
import { asSuperuser, psqlLine } from '../../service/psql.ts'
import type { Finding } from '../finding.ts'
import type { Observation } from '../observation.ts'
import { dependencySaid, edgeSaid, healthSaid, isVouchedFor } from '../read/health-answers.ts'
import { servedAs } from '../read/http-try.ts'
import type { Gap, View } from '../read/view.ts'
import { tellWant, type Want } from '../read/wants.ts'
import { findUnasked } from './find-unasked.ts'
import { foldWholeHosts } from './fold-whole-hosts.ts'
import { isOurOwnRefusal } from './judge-database-value.ts'
import { isOtherVantage } from './judge-health.ts'

/** Everything that was planned and not seen, or seen from a vantage that does not count, each with why and how to fix it. */
export function findUnseen(view: View, found: readonly Finding[]): readonly Finding[] {
  const used = new Set(found.flatMap((finding) => finding.readings))
  return [
    ...findUnasked(view.service),
    ...foldWholeHosts(
      view,
      view.gaps.flatMap((gap) => fromGap(view, gap)),
    ),
    ...view.planned.flatMap((each) => {
      const elsewhere = fromOtherVantage(view, each)
      return elsewhere.length > 0 ? elsewhere : fromSilence(view, each, used)
    }),
  ]
}

/** A reading from which nothing could be concluded (an empty list of mounts, a unit that was not reported) answers nothing. */
function fromSilence(view: View, observation: Observation, used: ReadonlySet<string>): readonly Finding[] {
  const { probe, host, subject } = observation
  const look = view.look(probe, host, subject)
  if (look === undefined || used.has(look.key) || !observation.isEssential) return []
  return [
    unseenFinding(observation, { reason: 'garbled', detail: 'what was read says nothing of it', isEssential: true }),
  ]
}

function fromGap(view: View, gap: Gap): readonly Finding<'unseen'>[] {
  const { observation, unseen } = gap
  const isMissing = gap.reading === undefined
  // What is amiss with the one who looks may hide anything: it never passes for having looked.
  const isOurs = unseen.reason === 'this-machine'
  const isEssential =
    isMissing || isOurs || (observation.isEssential && !isDecidedOtherwise(view, observation, unseen.reason))
  if (!isEssential && (unseen.reason === 'unsupported' || unseen.reason === 'not-found')) return []
  return [unseenFinding(observation, { ...unseen, isEssential, isMissing })]
}

interface Why {
  readonly reason: UnseenReason
  readonly detail: string
  readonly fix?: string
  readonly code?: string
  readonly command?: string
  readonly commandAt?: 'host' | 'here'
  readonly isEssential: boolean
  readonly isMissing?: boolean
  /** It answered, and wants this before it says how it is. */
  readonly wants?: string
}

function unseenFinding(observation: Observation, why: Why): Finding<'unseen'> {
  const what = describeObservation(observation)
  return {
    id: 'unseen',
    step: observation.step,
    weight: 'unseen',
    place: observation.host,
    topic: `${what} not seen: ${why.detail}`,
    text: `${what} ${observation.host === bot ? 'from here' : `on ${observation.host}`} not seen: ${why.detail}`,
    readings: why.isMissing === true ? [] : [`${observation.probe}@${observation.host}#${observation.subject}`],
    host: observation.host,
    facts: {
      what,
      probe: observation.probe,
      reason: why.reason,
      detail: why.detail,
      fix: why.fix ?? '',
      ...(why.code === undefined ? {} : { code: why.code }),
      ...(why.command === undefined ? {} : { command: why.command, commandAt: why.commandAt ?? 'here' }),
      isEssential: why.isEssential,
      ...(why.wants === undefined ? {} : { wants: why.wants }),
    },
  }
}

/** 'kernel limits', 'journal of gunicorn', 'redis://cache1:6379'. */
function describeObservation({ probe, subject }: Observation): string {
  const label = labelOf(probe)
  if (subject === '') return label
  return probe.startsWith('dependency-') || probe === 'health' || probe === 'edge' ? subject : `${label} of ${subject}`
}

/** Whether the step's question is answered although this observation is not: the same fact has another witness. */
function isDecidedOtherwise(view: View, observation: Observation, reason: string): boolean {
  const { probe, host } = observation
  if (probe === 'units' && reason === 'unsupported') {
    return view.service.port !== undefined && view.look('listeners', host) !== undefined
  }
  if (probe === 'database') return view.looks('database').length > 0
  if (probe === 'balancer-config' && reason === 'not-found') return servesUsers(view)
  if (probe === 'balancer-servers') {
    const others = [...view.looks('balancer-servers'), ...view.looks('port')]
    return others.some((look) => look.host === host)
  }
  return false
}

/** A balancer of a kind that we cannot read shows that it balances by what users get through it. */
function servesUsers(view: View): boolean {
  const tries = view.looks('edge').flatMap((look) => (look.host === bot ? look.value.tries : []))
  return tries.length > 0 && tries.every(servedAs(view.service.requests?.url?.expect))
}

const noForwarding =
  'allow it on the host: AllowTcpForwarding yes in sshd_config (and AllowStreamLocalForwarding for sockets)'

/** Lets the role of a database's URL see every session. */
function grantMonitor(url: string): Fix {
  const role = URL.canParse(url) ? sqlIdentifier(new URL(url).username) : undefined
  const sql = role === undefined ? undefined : `GRANT pg_monitor TO ${role}`
  return { text: 'give the role pg_monitor, as a superuser', command: psqlLine(asSuperuser(url), sql), at: 'here' }
}

/** Readings that exist but answer another question: asked from the bot in a host's place, or refused to us alone. */
function fromOtherVantage(view: View, observation: Observation): readonly Finding[] {
  const { probe, host, subject } = observation
  const look = view.look(probe, host, subject)
  if (look === undefined) return []
  const value = databaseValue(view, observation)
  if (value?.kind === 'refused-by-database' && isOurOwnRefusal(value)) {
    const why = {
      reason: 'denied',
      detail: value.message,
      fix: 'give the probe a role that may log in, with pg_monitor',
    } as const
    return [unseenFinding(observation, { ...why, isEssential: observation.isEssential })]
  }
  if (probe === 'database' && value?.kind === 'answered') {
    if (value.seesAllSessions) return []
    const why = {
      reason: 'denied',
      detail: 'the states of other users’ sessions',
      ...fixOf(grantMonitor(subject)),
    } as const
    return [unseenFinding(observation, { ...why, isEssential: false })]
  }
  const want = wantSeen(view, observation)
  if (want !== undefined) {
    const isEssential = observation.isEssential && !(probe === 'health' && isVouchedFor(view, host))
    const why = { reason: 'denied', detail: tellWant(want), fix: want.fix, wants: want.what } as const
    return [unseenFinding(observation, { ...why, isEssential })]
  }
  if (look.isFromHost) return []
  if (probe === 'health' && !isOtherVantage(look, subject)) return []
  const shut = refusalOf(view, host)
  const why = shut === undefined ? `${host} forbids forwarding` : shut.detail
  const closing = shut === undefined ? { fix: noForwarding } : shut
  const detail = `${why}; asked from the bot instead`
  return [unseenFinding(observation, { ...closing, reason: 'denied', detail, isEssential: observation.isEssential })]
}

/** What an endpoint wants before it says anything; asked in a host's place, it was not that host's endpoint. */
function wantSeen(view: View, { probe, host, subject }: Observation): Want | undefined {
  const { dependencies, url } = view.service
  if (probe === 'health') {
    const look = view.look('health', host, subject)
    return look === undefined || isOtherVantage(look, subject) ? undefined : healthSaid(view, look).want
  }
  if (probe === 'edge') {
    const look = view.look('edge', host, subject)
    return look === undefined || host !== bot || subject !== url ? undefined : edgeSaid(view.service, look.value).want
  }
  if (probe !== 'dependency-http') return undefined
  const look = view.look('dependency-http', host, subject)
  const endpoint = dependencies.find(({ label }) => label === subject)
  return look === undefined || endpoint === undefined ? undefined : dependencySaid(endpoint, look.value).want
}

/** Why the host let us run nothing at all, if it did not: then nobody has asked it to forward anything. */
function refusalOf(view: View, host: string): Unseen | undefined {
  const sections = view.gaps.filter(({ observation }) => observation.host === host && isSectionProbe(observation.probe))
  const ran = view.planned.some((each) => each.host === host && isSectionProbe(each.probe) && hasRun(view, each))
  return ran ? undefined : sections.find(({ unseen }) => unseen.reason === 'denied')?.unseen
}

const hasRun = (view: View, { probe, host, subject }: Observation): boolean =>
  view.look(probe, host, subject) !== undefined

/** What a database said, whichever step asked it. */
function databaseValue(view: View, { probe, host, subject }: Observation): DatabaseValue | undefined {
  if (probe !== 'database' && probe !== 'dependency-postgres') return undefined
  return view.look(probe, host, subject)?.value
}
