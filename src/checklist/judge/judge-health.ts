import { renderDuration } from '../../lib/duration.ts'
import { isLoopbackUrl } from '../../lib/loopback.ts'
import { oneLine } from '../../lib/one-line.ts'
import type { Failed, HttpAnswer } from '../../probe/answer.ts'
import { bot } from '../../probe/reading.ts'
import type { Finding } from '../finding.ts'
import { describeFailure, nameFailure } from '../read/describe-failure.ts'
import { healthSaid } from '../read/health-answers.ts'
import { portSubject } from '../read/health-on.ts'
import { describeTry, describeUnmet, isHealthy, isServed, slowestMs } from '../read/http-try.ts'
import type { Look, View } from '../read/view.ts'
import { judgeBalancer } from './judge-balancer.ts'
import { makeFinding } from './make-finding.ts'

/** Balancers commonly wait two to five seconds for a health check. */
const slowMs = 3000

/** The health endpoint on each host, and what the balancer thinks of each host. */
export function judgeHealth(view: View): readonly Finding[] {
  return [
    ...view.looks('health').flatMap((look) => judgeEndpoint(view, look)),
    ...view.looks('port').flatMap((look) => judgePort(view, look)),
    ...view.looks('edge').flatMap((look) => judgeApplication(view, look)),
    ...judgeBalancer(view),
  ]
}

/** Asked from the bot, an address that means the host itself would be the bot's own. */
export function isOtherVantage(look: Pick<Look, 'isFromHost'>, url: string): boolean {
  return !look.isFromHost && isLoopbackUrl(url)
}

function judgeEndpoint(view: View, look: Look<'health'>): readonly Finding[] {
  const { tries } = healthSaid(view, look)
  const expect = view.service.requests?.health?.expect
  const isBad = (answer: HttpAnswer | Failed) => !isHealthy(answer, expect)
  const first = tries.find(isBad) ?? tries[0]
  if (first === undefined || isOtherVantage(look, look.subject)) return []
  const bad = tries.filter(isBad).length
  const aside = look.isFromHost ? '' : ' (asked from the bot)'
  const place = look.host
  const on = { place, host: place }
  const said = describeUnmet(first, expect)
  const text = `${said} on ${place}${aside}`
  const facts = { url: look.subject, bad, tries: tries.length }
  if (!isBad(first)) return [healthy(look, `health ${text}`)]
  if (bad < tries.length) {
    const often = `health fails ${bad} of ${tries.length} times on ${place}${aside}: ${said}`
    const topic = 'health fails now and then'
    return [
      makeFinding('health', [look], { ...on, id: 'health-intermittent', weight: 'fail', topic, text: often, facts }),
    ]
  }
  if (first.kind === 'answered') {
    return [
      makeFinding('health', [look], {
        ...on,
        id: 'health-failing',
        weight: 'fail',
        topic: said === describeTry(first) ? `health answers ${first.status}` : `health answers ${said}`,
        text: `health answers ${text}${quoteBody(first.body)}`,
        facts: { ...facts, status: first.status, body: oneLine(first.body, 300), ...samePage(view, first) },
      }),
    ]
  }
  return [
    makeFinding('health', [look], {
      ...on,
      id: 'health-no-answer',
      weight: 'fail',
      topic: `health: ${nameFailure(first)}`,
      text: `health gives no answer on ${place}${aside}: ${describeTry(first)}`,
      facts: { ...facts, failure: first.failure, phase: first.phase },
    }),
  ]
}

/** A health check that goes through the same proxy may get the very page that users get: it says nothing of the application. */
function samePage(view: View, answer: HttpAnswer): { readonly isUsersPage?: true } {
  const tries = view.looks('edge').flatMap((look) => (look.host === bot ? look.value.tries : []))
  const isSame = tries.some(
    (each) => each.kind === 'answered' && each.status === answer.status && each.body === answer.body,
  )
  return isSame && answer.body !== '' ? { isUsersPage: true } : {}
}

function healthy(look: Look<'health'>, text: string): Finding {
  const slowest = slowestMs(look.value.tries)
  const facts = { firstByteMs: slowest }
  const on = { place: look.host, host: look.host }
  if (slowest < slowMs)
    return makeFinding('health', [look], { ...on, id: 'health-ok', weight: 'clear', topic: 'health fine', text, facts })
  const slow = `${text}, but only after ${renderDuration(slowest)}`
  return makeFinding('health', [look], {
    ...on,
    id: 'health-slow',
    weight: 'warn',
    topic: 'health slow',
    text: slow,
    facts,
  })
}

/** Short bodies often name what is broken: '{"redis":"down"}'. Pages do not. */
function quoteBody(body: string): string {
  const text = oneLine(body, 100)
  return text === '' || text.startsWith('<') ? '' : `: ${text}`
}

/** The application's port as its own host sees it, for services without a health endpoint. */
function judgePort(view: View, look: Look<'port'>): readonly Finding[] {
  const { port } = view.service
  if (port === undefined || look.subject !== portSubject(port) || !look.isFromHost) return []
  const place = look.host
  const on = { place, host: place }
  if (look.value.kind === 'answered') {
    const text = `port ${port} of ${place} accepts connections`
    return [
      makeFinding('health', [look], {
        ...on,
        id: 'health-ok',
        weight: 'clear',
        topic: `port ${port} open`,
        text,
        facts: {},
      }),
    ]
  }
  return [
    makeFinding('health', [look], {
      ...on,
      id: 'health-no-answer',
      weight: 'fail',
      topic: `port ${port} does not answer`,
      text: `port ${port} of ${place}: ${describeFailure(look.value)}`,
      facts: { failure: look.value.failure, phase: look.value.phase },
    }),
  ]
}

/** What users ask for, asked of the application itself where its health endpoint fails: is it the check or the application? */
function judgeApplication(view: View, look: Look<'edge'>): readonly Finding[] {
  const first = look.value.tries[0]
  if (look.subject === view.service.url || first === undefined || !look.isFromHost) return []
  const serves = isServed(first)
  return [
    makeFinding('health', [look], {
      id: serves ? 'app-serves' : 'app-does-not-serve',
      weight: 'info',
      place: look.host,
      topic: serves ? 'the application itself serves' : 'the application itself does not serve',
      text: `asked directly on ${look.host}, the application gives ${describeTry(first)}`,
      host: look.host,
      facts: {},
    }),
  ]
}
