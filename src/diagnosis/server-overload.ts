import type { Finding } from '../checklist/finding.ts'
import { isOneOf } from '../checklist/is-one-of.ts'
import { foldNames } from '../lib/fold-names.ts'
import { startSentence } from '../lib/start-sentence.ts'
import { type DiagnosisInput, hostOf, hostsIn } from './diagnosis-input.ts'
import type { CauseRule, Hypothesis } from './hypothesis.ts'
import { joinHypotheses } from './join-hypotheses.ts'
import { isWaiting, overloadHypothesis, shortagesOf } from './overload-hypothesis.ts'
import type { OverloadKind } from './overload-kinds.ts'
import { overloadKinds } from './overload-kinds.ts'
import { examineProxies } from './overload-of-proxy.ts'
import { examineStuck } from './overload-of-stuck.ts'
import { examineWords, examineWorkers } from './overload-signs.ts'
import { isSymptomOn, symptomsOn, waitingSymptoms } from './symptoms.ts'
import { wordsOfProxies } from './words-of-proxies.ts'

/** A host has no more of something that every request needs: processors, memory, disk, descriptors, free workers. */
export const serverOverload: CauseRule = { cause: 'server_overload', examine, ruleOut }

function examine(input: DiagnosisInput): readonly Hypothesis[] {
  const shortageOf = (kind: OverloadKind): readonly Hypothesis[] => {
    const findings = shortagesOf(input, kind)
    return findings.length === 0 ? [] : [overloadHypothesis(input, kind, findings)]
  }
  const shortages = overloadKinds.filter((kind) => kind !== 'workers').flatMap(shortageOf)
  const workers = joinHosts([...shortageOf('workers'), ...examineWorkers(input)])
  const queues = workers.length > 0 ? [] : examineQueues(input)
  return mergePlaces([
    ...shortages,
    ...examineStrain(input),
    ...examineStuck(input),
    ...examineProxies(input),
    ...workers,
    ...queues,
    ...examineWords(input),
  ])
}

/** A queue that no figure of ours shows (a unix socket's): the proxy in front of it says that it is full, or waits without an answer. */
function examineQueues(input: DiagnosisInput): readonly Hypothesis[] {
  const words = wordsOfProxies(input, 'server_overload')
  if (words.length === 0) return []
  const hosts = words.map(({ host }) => host)
  const symptoms = [...new Set(words.flatMap((each) => each.symptoms))]
  const [first] = words
  return [
    {
      ...overloadHypothesis(input, 'workers', symptoms, 'likely'),
      title: `The workers of the application on ${foldNames(hosts)} are all busy or stuck: ${first?.line.facts.meaning ?? ''}`,
      where: hosts,
      hosts,
      supports: words.map(({ line }) => line),
      explains: (finding) => isSymptomOn(input, hosts, finding) || isOneOf(finding, waitingSymptoms),
    },
  ]
}

/** Workers that queue on one host and are silent on the next are one shortage, seen in two of its states. */
function joinHosts(hypotheses: readonly Hypothesis[]): readonly Hypothesis[] {
  return [...Map.groupBy(hypotheses, ({ strength }) => strength).values()].flatMap((group) => {
    const [first] = group
    if (first === undefined || group.length === 1) return group
    const where = [...new Set(group.flatMap((hypothesis) => hypothesis.where))]
    const hosts = group.some((hypothesis) => hypothesis.hosts === 'all') ? ('all' as const) : where
    return [{ ...joinHypotheses(first, group), hosts, title: `All workers are busy or stuck on ${foldNames(where)}` }]
  })
}

/** Processors at their limit fail nothing by themselves; together with requests that wait they do. */
function examineStrain(input: DiagnosisInput): readonly Hypothesis[] {
  const strained = input.all(
    'cpu-throttled',
    'cpu-saturated',
    'cpu-stolen',
    'io-pressure',
    'workers-stuck',
    'unit-memory-at-limit',
  )
  const hosts = hostsIn(input, strained).flatMap((host) => {
    if (shortagesOf(input, 'cpu').some((finding) => hostOf(finding) === host)) return []
    const waits = [...symptomsOn(input, host).filter(isWaiting), ...input.all('edge-slow')]
    if (waits.length === 0) return []
    const signs = strained.filter((finding) => hostOf(finding) === host)
    const isHeldBack = signs.some((finding) => finding.id === 'cpu-throttled')
    return [{ host, waits, signs, isHeldBack }]
  })
  return [...Map.groupBy(hosts, ({ isHeldBack }) => isHeldBack)].map(([isHeldBack, group]) => {
    const signs = group.flatMap((each) => each.signs)
    const hypothesis = overloadHypothesis(input, 'cpu', signs, isHeldBack ? 'confirmed' : 'likely')
    const names = foldNames(group.map(({ host }) => host))
    const title =
      isHeldBack && group.length > 1
        ? `The unit is held back by its CPU quota on ${names}`
        : titleOf(hypothesis, signs, names)
    return { ...hypothesis, title, rests: [...new Set(group.flatMap((each) => each.waits))], supports: signs }
  })
}

/** A stall of the disk, or a unit at its memory limit, is nothing that processors are short of. */
function titleOf(hypothesis: Hypothesis, signs: readonly Finding[], names: string): string {
  const isOfCpu = signs.every((finding) => isOneOf(finding, ['cpu-throttled', 'cpu-saturated', 'cpu-stolen']))
  return isOfCpu || signs.length === 1 ? hypothesis.title : startSentence(`${signs[0]?.topic ?? ''} on ${names}`)
}

/** Shortages at the same place, or at a part of it, are one state of one host: told once, the first named first. */
function mergePlaces(hypotheses: readonly Hypothesis[]): readonly Hypothesis[] {
  const groups: (readonly [Hypothesis, ...Hypothesis[]])[] = []
  for (const hypothesis of hypotheses) {
    const at = groups.findIndex(([first]) => first.strength === hypothesis.strength && isWithin(hypothesis, first))
    const group = groups[at]
    if (group === undefined) groups.push([hypothesis])
    else groups[at] = [...group, hypothesis]
  }
  return groups.map((group) => (group.length === 1 ? group[0] : joinHypotheses(group[0], group)))
}

function isWithin(hypothesis: Hypothesis, other: Hypothesis): boolean {
  return hypothesis.where.every((place) => place.startsWith('unit ') || other.where.includes(place))
}

function ruleOut(input: DiagnosisInput): { readonly text: string } | undefined {
  const status = input.stepStatus('resources')
  if (status !== 'pass' && status !== 'warn') return undefined
  const figures = [
    worst(input.all('load-ok'), (finding) => finding.facts.perCore),
    worst(input.all('memory-ok'), (finding) => finding.facts.used),
    worst(input.all('disk-ok'), (finding) => finding.facts.used),
  ]
  const texts = figures.flatMap((finding) => (finding === undefined ? [] : [finding.text]))
  return texts.length === 0 ? undefined : { text: texts.join('; ') }
}

function worst<F extends Finding>(findings: readonly F[], figureOf: (finding: F) => number): F | undefined {
  return findings.toSorted((a, b) => figureOf(b) - figureOf(a))[0]
}
