import { isLoopbackUrl } from '../../lib/loopback.ts'
import { healthSaid } from './health-answers.ts'
import { isHealthy } from './http-try.ts'
import type { View } from './view.ts'

/** What a host's own health endpoint (or, without one, its port) says: `ok`, `bad`, or undefined when it was not seen. */
export function healthOn(view: View, host: string): 'ok' | 'bad' | undefined {
  const { health, port, requests } = view.service
  if (health !== undefined) {
    const look = view.look('health', host, health)
    if (look === undefined || (!look.isFromHost && isLoopbackUrl(health))) return undefined
    const { tries } = healthSaid(view, look)
    if (tries.length === 0) return undefined
    return tries.some((answer) => isHealthy(answer, requests?.health?.expect)) ? 'ok' : 'bad'
  }
  const look = port === undefined ? undefined : view.look('port', host, portSubject(port))
  if (look === undefined || !look.isFromHost) return undefined
  return look.value.kind === 'answered' ? 'ok' : 'bad'
}

/** The application's port as a host sees it itself. */
export function portSubject(port: number): string {
  return `127.0.0.1:${port}`
}
