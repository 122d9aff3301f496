import { isLoopbackUrl } from '../../lib/loopback.ts'
import { bot } from '../../probe/reading.ts'
import type { Service } from '../../service/service.ts'
import type { Finding } from '../finding.ts'
import type { StepId } from '../step.ts'

/** A health URL on loopback of a service that has no host to ask it on: nobody looked, and nobody could. */
export function findUnasked({ hosts, health }: Service): readonly Finding[] {
  return hosts.length === 0 && health !== undefined && isLoopbackUrl(health) ? [unasked('health', health)] : []
}

function unasked(step: StepId, what: string): Finding {
  const detail = 'its address means the host itself, and no host is listed'
  return {
    id: 'unseen',
    step,
    weight: 'unseen',
    place: bot,
    topic: `${what} not seen: ${detail}`,
    text: `${what} not seen: ${detail}`,
    readings: [],
    host: bot,
    facts: {
      what,
      probe: '',
      reason: 'not-found',
      detail,
      fix: "list the service's hosts; 'local' is the machine that slash503 runs on",
      isEssential: true,
    },
  }
}
