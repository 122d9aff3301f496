import { renderDuration } from '../../lib/duration.ts'
import type { Failed, HttpAnswer } from '../../probe/answer.ts'
import { bot } from '../../probe/reading.ts'
import type { Expectation, Service } from '../../service/service.ts'
import { identifyResponder, type Responder } from '../../signature/identify-responder.ts'
import type { EdgeFacts } from '../edge-facts.ts'
import type { Finding } from '../finding.ts'
import { edgeSaid } from '../read/health-answers.ts'
import { describeTry, describeUnmet, isServed, servedAs, slowestMs } from '../read/http-try.ts'
import type { Look, View } from '../read/view.ts'
import { makeFinding } from './make-finding.ts'

/** Users give up on a page that takes longer than this to begin. */
const slowMs = 3000

/** What people write on the page that they put up while they work. */
const saysMaintenance =
  /\b(?:under|in|for|scheduled|planned|routine|undergoing)(?: \w{1,20})? maintenance\b|\bmaintenance (?:mode|window|in progress)\b/i

/** What users get at the public URL, and which program made the answer. */
export function judgeEdge(view: View): readonly Finding[] {
  return view.looks('edge').flatMap((look) => {
    if (look.host === bot) return judgePublicUrl(view.service, look)
    return look.subject === view.service.url ? judgeFromBalancer(view.service, look, isWitness(view, look)) : []
  })
}

/** Where this machine cannot ask, an answer that the balancer got at the public URL is what users get. */
function isWitness(view: View, { value }: Look<'edge'>): boolean {
  const isAsked = view.looks('edge').some(({ host }) => host === bot)
  const serves = servedAs(view.service.requests?.url?.expect)
  return !isAsked && value.tries.some(({ kind }) => kind === 'answered') && !value.tries.some(serves)
}

function judgePublicUrl(service: Service, look: Look<'edge'>): readonly Finding[] {
  const { tries } = edgeSaid(service, look.value)
  const expect = service.requests?.url?.expect
  const bad = tries.filter((answer) => !isServed(answer, expect))
  const first = bad[0]
  if (tries.length === 0) return []
  if (first === undefined) return [judgeSpeed(look)]
  const { topic, words, facts, responder } = tellAnswer(first, expect)
  const place = look.value.url
  const id = bad.length === tries.length ? 'edge-unavailable' : 'edge-intermittent'
  const text = `users get ${words}${tries.length === 1 ? '' : `, ${bad.length} of ${tries.length} times`}`
  const counts = { bad: bad.length, tries: tries.length }
  const limited = bad.find((answer) => answer.kind === 'answered' && answer.status === 429)
  return [
    makeFinding('edge', [look], { id, weight: 'fail', place, topic, text, facts: { ...facts, ...counts } }),
    ...(limited?.kind === 'answered' ? [rateLimited(look, identifyResponder(limited))] : []),
    ...(responder ? [namedResponder(look, responder)] : []),
  ]
}

interface Told {
  readonly topic: string
  readonly words: string
  readonly facts: Omit<EdgeFacts['edge-unavailable'], 'bad' | 'tries'>
  readonly responder?: Responder
}

function tellAnswer(answer: HttpAnswer | Failed, expect: Expectation | undefined): Told {
  const said = describeUnmet(answer, expect)
  if (answer.kind === 'failed') {
    return { topic: said, words: `nothing: ${said}`, facts: { failure: answer.failure, phase: answer.phase } }
  }
  const responder = identifyResponder(answer)
  const { program, certainty } = responder
  const topic = certainty === 'unknown' ? said : `${said}, answered by ${program}`
  const says = saysMaintenance.test(answer.body) ? { says: 'maintenance' as const } : {}
  return { topic, words: topic, facts: { status: answer.status, program, certainty, ...says }, responder }
}

function judgeSpeed(look: Look<'edge'>): Finding {
  const slowest = slowestMs(look.value.tries)
  const first = look.value.tries[0]
  const status = first?.kind === 'answered' ? first.status : 0
  const isSlow = slowest >= slowMs
  return makeFinding('edge', [look], {
    id: isSlow ? 'edge-slow' : 'edge-served',
    weight: isSlow ? 'warn' : 'clear',
    place: look.value.url,
    topic: isSlow ? 'users wait' : `users get ${status}`,
    text: isSlow
      ? `users get ${status}, but wait ${renderDuration(slowest)} for it`
      : `users get ${status} in ${renderDuration(slowest)}`,
    facts: { status, firstByteMs: slowest },
  })
}

function rateLimited(look: Look<'edge'>, responder: Responder): Finding {
  const by = responder.certainty === 'certain' ? ` by ${responder.program}` : ''
  return makeFinding('edge', [look], {
    id: 'edge-rate-limited',
    weight: 'fail',
    place: look.value.url,
    topic: 'requests are refused as too many',
    text: `requests are refused with 429 Too Many Requests${by}`,
    facts: { program: responder.program },
  })
}

function namedResponder(look: Look<'edge'>, responder: Responder): Finding {
  return makeFinding('edge', [look], {
    id: 'edge-responder',
    weight: 'info',
    place: look.value.url,
    topic: 'who answered',
    text: `${responder.program} (${responder.certainty}): ${responder.meaning}`,
    facts: { program: responder.program, certainty: responder.certainty, meaning: responder.meaning },
  })
}

/** The same URL from the balancer's own host: tells a broken service from a broken way to it. */
function judgeFromBalancer(service: Service, look: Look<'edge'>, isWitness: boolean): readonly Finding[] {
  const first = look.value.tries[0]
  if (first === undefined || !look.isFromHost) return []
  if (isWitness) return judgePublicUrl(service, look)
  const served = isServed(first, service.requests?.url?.expect)
  return [
    makeFinding('edge', [look], {
      id: 'edge-from-balancer',
      weight: 'info',
      place: look.host,
      topic: 'the same URL from the balancer',
      text: `asked on ${look.host} itself, the URL gives ${describeTry(first)}`,
      host: look.host,
      facts: { served },
    }),
  ]
}
