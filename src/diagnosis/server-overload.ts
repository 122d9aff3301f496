import type { Finding } from '../checklist/finding.ts'
import { isOneOf } from '../checklist/is-one-of.ts'
import { foldNames } from '../lib/fold-names.ts'
import { startSentence } from '../lib/start-sentence.ts'
import { joinSuspects } from './join-suspects.ts'
import type { OverloadKind } from './overload-kinds.ts'
import { overloadKinds } from './overload-kinds.ts'
import { examineProxies } from './overload-of-proxy.ts'
import { examineStuck } from './overload-of-stuck.ts'
import { examineWords, examineWorkers } from './overload-signs.ts'
import { isWaiting, overloadSuspect, shortagesOf } from './overload-suspect.ts'
import { hostOf, hostsIn, type Scene } from './scene.ts'
import type { CauseRule, Suspect } from './suspect.ts'
import { isSymptomOn, symptomsOn, waitingSymptoms } from './symptoms.ts'
import { wordsOfProxies } from './words-of-proxies.ts'

/** A host has no more of something that every request needs: processors, memory, disk, descriptors, free workers. */
export const serverOverload: CauseRule = { cause: 'server_overload', examine, ruleOut }

function examine(scene: Scene): readonly Suspect[] {
  const shortageOf = (kind: OverloadKind): readonly Suspect[] => {
    const findings = shortagesOf(scene, kind)
    return findings.length === 0 ? [] : [overloadSuspect(scene, kind, findings)]
  }
  const shortages = overloadKinds.filter((kind) => kind !== 'workers').flatMap(shortageOf)
  const workers = joinHosts([...shortageOf('workers'), ...examineWorkers(scene)])
  const queues = workers.length > 0 ? [] : examineQueues(scene)
  return mergePlaces([
    ...shortages,
    ...examineStrain(scene),
    ...examineStuck(scene),
    ...examineProxies(scene),
    ...workers,
    ...queues,
    ...examineWords(scene),
  ])
}

/** A queue that no figure of ours shows (a unix socket's): the proxy in front of it says that it is full, or waits in vain. */
function examineQueues(scene: Scene): readonly Suspect[] {
  const words = wordsOfProxies(scene, 'server_overload')
  if (words.length === 0) return []
  const hosts = words.map(({ host }) => host)
  const symptoms = [...new Set(words.flatMap((each) => each.symptoms))]
  const [first] = words
  return [
    {
      ...overloadSuspect(scene, 'workers', symptoms, 'likely'),
      title: `The workers of the application on ${foldNames(hosts)} are all busy or stuck: ${first?.line.facts.meaning ?? ''}`,
      where: hosts,
      hosts,
      supports: words.map(({ line }) => line),
      explains: (finding) => isSymptomOn(scene, hosts, finding) || isOneOf(finding, waitingSymptoms),
    },
  ]
}

/** Workers that queue on one host and are silent on the next are one shortage, seen in two of its states. */
function joinHosts(suspects: readonly Suspect[]): readonly Suspect[] {
  return [...Map.groupBy(suspects, ({ strength }) => strength).values()].flatMap((group) => {
    const [first] = group
    if (first === undefined || group.length === 1) return group
    const where = [...new Set(group.flatMap((suspect) => suspect.where))]
    const hosts = group.some((suspect) => suspect.hosts === 'all') ? ('all' as const) : where
    return [{ ...joinSuspects(first, group), hosts, title: `All workers are busy or stuck on ${foldNames(where)}` }]
  })
}

/** Processors at their limit fail nothing by themselves; together with requests that wait they do. */
function examineStrain(scene: Scene): readonly Suspect[] {
  const strained = scene.all(
    'cpu-throttled',
    'cpu-saturated',
    'cpu-stolen',
    'io-pressure',
    'workers-stuck',
    'unit-memory-at-limit',
  )
  const hosts = hostsIn(scene, strained).flatMap((host) => {
    if (shortagesOf(scene, 'cpu').some((finding) => hostOf(finding) === host)) return []
    const waits = [...symptomsOn(scene, host).filter(isWaiting), ...scene.all('edge-slow')]
    if (waits.length === 0) return []
    const signs = strained.filter((finding) => hostOf(finding) === host)
    const isHeldBack = signs.some((finding) => finding.id === 'cpu-throttled')
    return [{ host, waits, signs, isHeldBack }]
  })
  return [...Map.groupBy(hosts, ({ isHeldBack }) => isHeldBack)].map(([isHeldBack, group]) => {
    const signs = group.flatMap((each) => each.signs)
    const suspect = overloadSuspect(scene, 'cpu', signs, isHeldBack ? 'confirmed' : 'likely')
    const names = foldNames(group.map(({ host }) => host))
    const title =
      isHeldBack && group.length > 1
        ? `The unit is held back by its CPU quota on ${names}`
        : titleOf(suspect, signs, names)
    return { ...suspect, title, rests: [...new Set(group.flatMap((each) => each.waits))], supports: signs }
  })
}

/** A stall of the disk, or a unit at its memory limit, is nothing that processors are short of. */
function titleOf(suspect: Suspect, signs: readonly Finding[], names: string): string {
  const isOfCpu = signs.every((finding) => isOneOf(finding, ['cpu-throttled', 'cpu-saturated', 'cpu-stolen']))
  return isOfCpu || signs.length === 1 ? suspect.title : startSentence(`${signs[0]?.topic ?? ''} on ${names}`)
}

/** Shortages at the same place, or at a part of it, are one state of one host: told once, the first named first. */
function mergePlaces(suspects: readonly Suspect[]): readonly Suspect[] {
  const groups: (readonly [Suspect, ...Suspect[]])[] = []
  for (const suspect of suspects) {
    const at = groups.findIndex(([first]) => first.strength === suspect.strength && isWithin(suspect, first))
    const group = groups[at]
    if (group === undefined) groups.push([suspect])
    else groups[at] = [...group, suspect]
  }
  return groups.map((group) => (group.length === 1 ? group[0] : joinSuspects(group[0], group)))
}

function isWithin(suspect: Suspect, other: Suspect): boolean {
  return suspect.where.every((place) => place.startsWith('unit ') || other.where.includes(place))
}

function ruleOut(scene: Scene): { readonly text: string } | undefined {
  const status = scene.stepStatus('resources')
  if (status !== 'pass' && status !== 'warn') return undefined
  const figures = [
    worst(scene.all('load-ok'), (finding) => finding.facts.perCore),
    worst(scene.all('memory-ok'), (finding) => finding.facts.used),
    worst(scene.all('disk-ok'), (finding) => finding.facts.used),
  ]
  const texts = figures.flatMap((finding) => (finding === undefined ? [] : [finding.text]))
  return texts.length === 0 ? undefined : { text: texts.join('; ') }
}

function worst<F extends Finding>(findings: readonly F[], figureOf: (finding: F) => number): F | undefined {
  return findings.toSorted((a, b) => figureOf(b) - figureOf(a))[0]
}
