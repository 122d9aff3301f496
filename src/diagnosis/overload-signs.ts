import type { Finding } from '../checklist/finding.ts'
import { blameOf, saysReadOnly } from '../checklist/read/last-words.ts'
import { foldNames } from '../lib/fold-names.ts'
import { type DiagnosisInput, hostOf, hostsIn } from './diagnosis-input.ts'
import type { Hypothesis } from './hypothesis.ts'
import { overloadHypothesis, shortagesOf } from './overload-hypothesis.ts'
import { type OverloadKind, overloadTitles } from './overload-kinds.ts'
import { symptomsOn } from './symptoms.ts'

/** What the application says it lacks, where a figure of ours does not show it: descriptors of another user cannot be counted. */
export function examineWords(input: DiagnosisInput): readonly Hypothesis[] {
  const lines = input.all('journal-line').filter((line) => blameOf(line.facts.line) === 'starved')
  return [...Map.groupBy(lines, (line) => lackOf(line.facts.line))].flatMap(([kind, said]) => {
    const hosts = hostsIn(input, said)
    const symptoms = hosts.flatMap((host) => symptomsOn(input, host))
    if (symptoms.length === 0 || shortagesOf(input, kind).length > 0) return []
    const hypothesis = overloadHypothesis(input, kind, symptoms, 'likely')
    return [
      {
        ...hypothesis,
        title: `${overloadTitles[kind]} on ${foldNames(hosts)}, as the application says`,
        where: hosts,
        supports: said,
      },
    ]
  })
}

function lackOf(line: string): OverloadKind {
  if (/too many open files|EMFILE/i.test(line)) return 'files'
  if (saysReadOnly(line)) return 'read-only'
  return /memory|ENOMEM/i.test(line) ? 'memory' : 'disk'
}

/** The application accepts and never answers: all its workers are busy or stuck. */
export function examineWorkers(input: DiagnosisInput): readonly Hypothesis[] {
  const known = new Set(shortagesOf(input, 'workers').map(hostOf))
  const stuck = input.hosts.filter((host) => !known.has(host)).flatMap((host) => stuckOn(input, host))
  return [...Map.groupBy(stuck, ({ strength }) => strength)].map(([strength, group]) => {
    const names = foldNames(group.map(({ host }) => host))
    const symptoms = group.flatMap((each) => each.symptoms)
    const title = symptoms.every((finding) => finding.id === 'health-no-answer')
      ? `The application on ${names} accepts connections but does not answer: its workers are all busy or stuck`
      : `The workers of the application on ${names} are all busy or stuck, as its log says`
    return {
      ...overloadHypothesis(input, 'workers', symptoms, strength),
      title,
      supports: group.flatMap((each) => each.signs),
    }
  })
}

interface Stuck {
  readonly host: string
  readonly strength: Hypothesis['strength']
  readonly symptoms: readonly Finding[]
  readonly signs: readonly Finding[]
}

function stuckOn(input: DiagnosisInput, host: string): readonly Stuck[] {
  const isUp = input.on(host, 'unit-active', 'listening').length > 0
  if (!isUp || input.on(host, 'app-serves', 'process-frozen').length > 0) return []
  const silent = input.on(host, 'health-no-answer').filter((finding) => finding.facts.failure === 'timed-out')
  const queue = input.on(host, 'accept-queue-growing')
  const lines = input
    .on(host, 'journal-line')
    .filter((line) => line.facts.supports === 'server_overload' && blameOf(line.facts.line) !== 'starved')
  // A worker that is killed for its time closes the connection on whoever it served.
  const cut = input.on(host, 'health-no-answer').filter((finding) => finding.facts.failure !== 'refused')
  const noisy =
    lines.length > 0 ? [...input.on(host, 'health-failing', 'health-intermittent', 'health-slow'), ...cut] : []
  const symptoms = silent.length > 0 ? silent : noisy
  if (symptoms.length === 0) return []
  const signs = [...queue, ...lines]
  const strength = signs.length > 0 ? 'confirmed' : 'likely'
  return [{ host, strength, symptoms, signs: [...signs, ...input.on(host, 'workers-stuck')] }]
}
