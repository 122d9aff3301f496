import { systemdExit } from '../checklist/describe-exit.ts'
import type { Finding } from '../checklist/finding.ts'
import { numberFact, type Scene, textFact } from './scene.ts'

/** Signs in an application's last words that it died because something else did not answer. */
const elsewhere =
  /connection refused|could not connect|can't connect|cannot connect|ECONNREFUSED|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|OperationalError|ConnectionError|getaddrinfo|name or service not known|name resolution|too many clients|remaining connection slots|server closed the connection/i

/** Signs that a full disk or spent memory ended it. */
const starved =
  /no space left on device|ENOSPC|cannot allocate memory|ENOMEM|too many open files|EMFILE|disk quota exceeded|read-only file system/i

export type CrashReason = 'own' | 'elsewhere' | 'starved' | 'unknown'

/** Why a unit that does not stay up went down, by its exit status and its last lines. */
export function crashReason(scene: Scene, finding: Finding): CrashReason {
  if (systemdExit(numberFact(finding, 'exitStatus')) !== undefined) return 'own'
  const lines = linesOf(scene, finding)
  if (lines.some((line) => starved.test(textFact(line, 'line')))) return 'starved'
  if (lines.some((line) => isElsewhere(line))) return 'elsewhere'
  return lines.some((line) => textFact(line, 'supports') === 'app_not_started') ? 'own' : 'unknown'
}

function isElsewhere(line: Finding): boolean {
  const supports = textFact(line, 'supports')
  return (
    supports === 'dependency_failure' ||
    supports === 'db_connections_exhausted' ||
    elsewhere.test(textFact(line, 'line'))
  )
}

/** The quoted lines of the finding's unit on its host. */
export function linesOf(scene: Scene, finding: Finding): readonly Finding[] {
  const unit = textFact(finding, 'unit')
  return scene.on(finding.place, 'journal-line').filter((line) => unit === '' || textFact(line, 'unit') === unit)
}
