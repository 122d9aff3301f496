import type { Finding } from '../checklist/finding.ts'
import { blameOf } from '../checklist/last-words.ts'
import type { Endpoint } from '../service/service.ts'
import { type Scene, textFact } from './scene.ts'

/** How clients of each kind name themselves or the server in their errors. */
const wordsOf: Readonly<Record<Endpoint['kind'], RegExp>> = {
  postgres:
    /psycopg|\bPG::|org\.postgresql|pg_hba|password authentication failed|could not extend file|read-only transaction|connection to server at|\bSQLSTATE\b|"?(?:database|db|postgres\w*)"?\s*[:=]/i,
  redis: /\bredis\b|redis\.exceptions|\bMISCONF\b|\bREADONLY\b|\bNOAUTH\b|"?(?:redis|cache)"?\s*[:=]/i,
  http: /$^/,
  tcp: /$^/,
}

/** A part of a health answer that is not well: '"redis": "down"', 'database=failed'. */
const partThatFails =
  /"?[\w.-]{1,40}"?\s*[:=]\s*"?(?:down|fail\w*|false|error\w*|unavailable|unhealthy|unreachable|refused|timeout|critical)\b/gi

/** What the application itself says against an endpoint that looks fine from outside, by the endpoint's label. */
export function accusedEndpoints(scene: Scene): ReadonlyMap<string, readonly Finding[]> {
  const { database, dependencies } = scene.service
  const endpoints = database === undefined ? dependencies : [database, ...dependencies]
  const accusers = [...scene.all('journal-line').filter(isBlaming), ...scene.all('health-failing')]
  const found = endpoints.map((endpoint) => [endpoint.label, accusers.filter((each) => names(each, endpoint))] as const)
  return new Map(found.filter(([, findings]) => findings.length > 0))
}

function isBlaming(finding: Finding): boolean {
  const supports = textFact(finding, 'supports')
  return (
    supports === 'dependency_failure' ||
    supports === 'db_connections_exhausted' ||
    blameOf(textFact(finding, 'line')) === 'elsewhere'
  )
}

function names(finding: Finding, endpoint: Endpoint): boolean {
  const texts =
    finding.id === 'health-failing'
      ? [...textFact(finding, 'body').matchAll(partThatFails)].map(([part]) => part)
      : [textFact(finding, 'line')]
  return texts.some((text) => wordsOf[endpoint.kind].test(text) || hasWord(text, endpoint.host))
}

function hasWord(text: string, word: string): boolean {
  const at = text.indexOf(word)
  if (at < 0 || word === '') return false
  return !/[\w-]/.test(text.charAt(at - 1)) && !/[\w-]/.test(text.charAt(at + word.length))
}
