import type { Finding } from '../checklist/finding.ts'
import type { FindingId } from '../checklist/finding-ids.ts'
import { isOneOf } from '../checklist/is-one-of.ts'
import { type DiagnosisInput, hostOf } from './diagnosis-input.ts'

/** What follows when an application does not answer on a host, whatever the reason. */
export const hostSymptoms = [
  'health-failing',
  'health-no-answer',
  'health-intermittent',
  'health-slow',
  'app-does-not-serve',
  'server-down',
  'server-flapping',
  'balancer-cannot-connect',
  'accept-queue-growing',
] as const satisfies readonly FindingId[]

/** What follows for users. */
export const userSymptoms = [
  'edge-unavailable',
  'edge-intermittent',
  'edge-slow',
  'edge-responder',
  'edge-from-balancer',
  'backend-down',
] as const satisfies readonly FindingId[]

/** What users get where it is not what they want. */
export type Unserved = Finding<'edge-unavailable' | 'edge-intermittent'>

/** What follows when workers wait for something that does not come. */
export const waitingSymptoms = [
  'accept-queue-full',
  'accept-queue-overflowing',
  'accept-queue-growing',
  'server-at-limit',
] as const satisfies readonly FindingId[]

/** Whether a finding is a symptom on one of these hosts, or one of users who these hosts serve. */
export function isSymptomOn(input: DiagnosisInput, hosts: readonly string[] | 'all', finding: Finding): boolean {
  if (isOneOf(finding, userSymptoms)) return coversUsers(input, hosts, finding)
  if (!isOneOf(finding, hostSymptoms)) return false
  return hosts === 'all' || hosts.includes(hostOf(finding)) || hostOf(finding) === ''
}

/** One host of several makes a part of the requests fail; that all of them fail takes all hosts. */
function coversUsers(input: DiagnosisInput, hosts: readonly string[] | 'all', finding: Finding): boolean {
  if (hosts === 'all') return true
  if (hosts.length === 0) return false
  const isForAll = finding.id === 'edge-unavailable' || finding.id === 'backend-down'
  return !isForAll || input.hosts.every((host) => hosts.includes(host))
}

/** Whether anything on a host, or what users get, shows that somebody suffers. */
export function suffers(input: DiagnosisInput, host: string): boolean {
  return input.users === 'not-served' || input.users === 'partly' || symptomsOn(input, host).length > 0
}

/** Symptoms seen on a host itself. */
export function symptomsOn(input: DiagnosisInput, host: string): readonly Finding[] {
  return input.on(host, ...hostSymptoms)
}
