import type { Finding } from '../checklist/finding.ts'
import type { Endpoint } from '../service/service.ts'
import { blamesElsewhere } from './crash-reason.ts'
import { type DiagnosisInput } from './diagnosis-input.ts'

/** How clients of each kind name themselves or the server in their errors. */
const wordsOf: { readonly [K in Endpoint['kind']]?: RegExp } = {
  postgres:
    /psycopg|\bPG::|org\.postgresql|pg_hba|password authentication failed|could not extend file|read-only transaction|connection to server at|\bSQLSTATE\b|"?(?:database|db|postgres\w*)"?\s*[:=]/i,
  redis: /\bredis\b|redis\.exceptions|\bMISCONF\b|\bREADONLY\b|\bNOAUTH\b|"?(?:redis|cache)"?\s*[:=]/i,
}

/** A part of a health answer that is not well: '"redis": "down"', 'database=failed'. */
const partThatFails =
  /"?[\w.-]{1,40}"?\s*[:=]\s*"?(?:down|fail\w*|false|error\w*|unavailable|unhealthy|unreachable|refused|timeout|critical)\b/gi

/** What the application itself says against an endpoint that looks fine from outside, by the endpoint's label. */
export function accusedEndpoints(input: DiagnosisInput): ReadonlyMap<string, readonly Finding[]> {
  const { database, dependencies } = input.service
  const endpoints = database === undefined ? dependencies : [database, ...dependencies]
  const accusers = [...input.all('journal-line').filter(blamesElsewhere), ...input.all('health-failing')]
  const found = endpoints.map((endpoint) => [endpoint.label, accusers.filter((each) => names(each, endpoint))] as const)
  return new Map(found.filter(([, findings]) => findings.length > 0))
}

function names(finding: Finding<'journal-line' | 'health-failing'>, endpoint: Endpoint): boolean {
  const texts =
    finding.id === 'health-failing'
      ? [...finding.facts.body.matchAll(partThatFails)].map(([part]) => part)
      : [finding.facts.line]
  return texts.some((text) => wordsOf[endpoint.kind]?.test(text) === true || hasWord(text, endpoint.host))
}

function hasWord(text: string, word: string): boolean {
  if (word === '') return false
  const around = text.split(word)
  return around.slice(1).some((after, index) => !/[\w-]$/.test(around[index] ?? '') && !/^[\w-]/.test(after))
}
