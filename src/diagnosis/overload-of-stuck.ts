import { isOneOf } from '../checklist/is-one-of.ts'
import { foldNames } from '../lib/fold-names.ts'
import { act, look } from './action.ts'
import { type DiagnosisInput, hostOf, hostsIn } from './diagnosis-input.ts'
import type { Hypothesis } from './hypothesis.ts'
import { isSymptomOn, symptomsOn, waitingSymptoms } from './symptoms.ts'

/**
 * Hosts whose kernel takes connections while no program there gets round to answering: short of processor time or memory,
 * or frozen. Which of these, only a console can tell.
 */
export function examineStuck(input: DiagnosisInput): readonly Hypothesis[] {
  const stuck = input.all('host-stuck')
  const hosts = hostsIn(input, stuck)
  if (hosts.length === 0) return []
  const names = foldNames(hosts)
  const symptoms = hosts.flatMap((host) => symptomsOn(input, host))
  const isFelt = symptoms.length > 0 || input.users === 'not-served' || input.users === 'partly'
  return [
    {
      cause: 'server_overload',
      strength: isFelt ? 'likely' : 'possible',
      title:
        hosts.length === 1
          ? `${names} accepts connections but gets no further: out of processor time or memory, or frozen`
          : `${names} accept connections but get no further: out of processor time or memory, or frozen`,
      where: hosts,
      rests: stuck.filter((finding) => hosts.includes(hostOf(finding))),
      supports: symptoms,
      hosts,
      next: [
        look(`See what it is busy with, in the console of its hypervisor or cloud: ${names}`),
        look('A login may come through if it is given time', { command: 'uptime', on: hosts[0] ?? '' }),
        act(
          'Take load off it: take it out of the balancer if others can carry its share, and restart it if it does not come back',
        ),
      ],
      explains: (finding) =>
        isSymptomOn(input, hosts, finding) ||
        isOneOf(finding, waitingSymptoms) ||
        (finding.id === 'unseen' && hosts.includes(hostOf(finding))),
    },
  ]
}
