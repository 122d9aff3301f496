import type { Finding } from '../finding.ts'
import { stuckHosts } from '../read/stuck-hosts.ts'
import type { View } from '../read/view.ts'
import { makeFinding } from './make-finding.ts'

/** Hosts that accept connections and are too slow for a login: the look itself says how they fare. */
export function judgeStuck(view: View): readonly Finding[] {
  return [...stuckHosts(view.taken)].map(([host, { detail }]) =>
    makeFinding(
      'resources',
      view.gaps.filter((gap) => gap.observation.host === host && gap.unseen.detail === detail).slice(0, 1),
      {
        id: 'host-stuck',
        weight: 'warn',
        place: host,
        topic: 'accepts connections but gets no further: busy beyond use, or frozen',
        text: `${host} accepts connections but gets no further: ${detail.replace(/^ssh: /, '')}`,
        host,
        facts: { detail },
      },
    ),
  )
}
