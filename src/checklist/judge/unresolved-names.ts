import type { Unseen } from '../../probe/unseen.ts'
import type { Finding } from '../finding.ts'
import type { View } from '../read/view.ts'

/** A name that a host asked for and got no address. */
export interface UnresolvedName {
  /** Of the reading. */
  readonly key: string
  readonly host: string
  readonly text: string
}

/**
 * Hosts on which a name leads nowhere: its name server says that there is none, or says nothing for so long that the
 * look-up was given up. Silence counts only where the ask of the endpoint failed as well (`failed`): a slow name server
 * keeps nobody from an address that is known.
 */
export function unresolvedNames(view: View, name: string, failed: readonly Finding[]): readonly UnresolvedName[] {
  const unknown = view
    .looks('resolve')
    .filter((look) => look.subject === name && look.value.addresses.length === 0)
    .map(({ key, host }) => ({ key, host, text: `${name} does not resolve on ${host}` }))
  const hosts = new Set(failed.map(({ host }) => host))
  const silent = view.gaps
    .filter(({ observation: { probe, subject } }) => probe === 'resolve' && subject === name)
    .filter(({ unseen, observation }) => isSilent(unseen) && hosts.has(observation.host))
    .map(({ key, observation: { host } }) => ({
      key,
      host,
      text: `${name} does not resolve on ${host}: its name server does not answer`,
    }))
  return [...unknown, ...silent]
}

/** The look-up itself ran and came to no end; with a code, the host never got to run it. */
function isSilent({ reason, code }: Unseen): boolean {
  return reason === 'timed-out' && code === undefined
}
