import type { Finding } from '../checklist/finding.ts'
import { blameOf } from '../checklist/read/last-words.ts'
import { foldNames } from '../lib/fold-names.ts'
import { type OverloadKind, overloadTitles } from './overload-kinds.ts'
import { overloadSuspect, shortagesOf } from './overload-suspect.ts'
import { hostOf, hostsIn, type Scene } from './scene.ts'
import type { Suspect } from './suspect.ts'
import { symptomsOn } from './symptoms.ts'

/** What the application says it lacks, where a figure of ours does not show it: descriptors of another user cannot be counted. */
export function examineWords(scene: Scene): readonly Suspect[] {
  const lines = scene.all('journal-line').filter((line) => blameOf(line.facts.line) === 'starved')
  return [...Map.groupBy(lines, (line) => lackOf(line.facts.line))].flatMap(([kind, said]) => {
    const hosts = hostsIn(scene, said)
    const symptoms = hosts.flatMap((host) => symptomsOn(scene, host))
    if (symptoms.length === 0 || shortagesOf(scene, kind).length > 0) return []
    const suspect = overloadSuspect(scene, kind, symptoms, 'likely')
    return [
      {
        ...suspect,
        title: `${titleOf(kind, said)} on ${foldNames(hosts)}, as the application says`,
        where: hosts,
        supports: said,
      },
    ]
  })
}

/** A file system that takes no writes is as good as full to whoever must write. */
function titleOf(kind: OverloadKind, said: readonly Finding<'journal-line'>[]): string {
  const isReadOnly = said.every((line) => /read-only file system|EROFS/i.test(line.facts.line))
  return isReadOnly ? 'A file system is read-only' : overloadTitles[kind]
}

function lackOf(line: string): OverloadKind {
  if (/too many open files|EMFILE/i.test(line)) return 'files'
  return /memory|ENOMEM/i.test(line) ? 'memory' : 'disk'
}

/** The application accepts and never answers: all its workers are busy or stuck. */
export function examineWorkers(scene: Scene): readonly Suspect[] {
  const known = new Set(shortagesOf(scene, 'workers').map(hostOf))
  const stuck = scene.hosts.filter((host) => !known.has(host)).flatMap((host) => stuckOn(scene, host))
  return [...Map.groupBy(stuck, ({ strength }) => strength)].map(([strength, group]) => {
    const names = foldNames(group.map(({ host }) => host))
    const symptoms = group.flatMap((each) => each.symptoms)
    const title = symptoms.every((finding) => finding.id === 'health-no-answer')
      ? `The application on ${names} accepts connections but does not answer: its workers are all busy or stuck`
      : `The workers of the application on ${names} are all busy or stuck, as its log says`
    return {
      ...overloadSuspect(scene, 'workers', symptoms, strength),
      title,
      supports: group.flatMap((each) => each.signs),
    }
  })
}

interface Stuck {
  readonly host: string
  readonly strength: Suspect['strength']
  readonly symptoms: readonly Finding[]
  readonly signs: readonly Finding[]
}

function stuckOn(scene: Scene, host: string): readonly Stuck[] {
  const isUp = scene.on(host, 'unit-active', 'listening').length > 0
  if (!isUp || scene.on(host, 'app-serves', 'process-frozen').length > 0) return []
  const silent = scene.on(host, 'health-no-answer').filter((finding) => finding.facts.failure === 'timed-out')
  const queue = scene.on(host, 'accept-queue-growing')
  const lines = scene
    .on(host, 'journal-line')
    .filter((line) => line.facts.supports === 'server_overload' && blameOf(line.facts.line) !== 'starved')
  // A worker that is killed for its time closes the connection on whoever it served.
  const cut = scene.on(host, 'health-no-answer').filter((finding) => finding.facts.failure !== 'refused')
  const noisy =
    lines.length > 0 ? [...scene.on(host, 'health-failing', 'health-intermittent', 'health-slow'), ...cut] : []
  const symptoms = silent.length > 0 ? silent : noisy
  if (symptoms.length === 0) return []
  const signs = [...queue, ...lines]
  const strength = signs.length > 0 ? 'confirmed' : 'likely'
  return [{ host, strength, symptoms, signs: [...signs, ...scene.on(host, 'workers-stuck')] }]
}
