import { describe, expect, it } from 'vitest'
import type { HttpResponse } from '../../src/signature/http-response.ts'
import { identifyResponder, responderRules } from '../../src/signature/identify-responder.ts'
import { matchesResponse } from '../../src/signature/matches-response.ts'
import { viewResponse } from '../../src/signature/view-response.ts'
import { loadCapturedResponses } from '../support/captured-responses.ts'
import { buildDocumented, documentedResponses } from '../support/documented-responses.ts'

const ruleOf = (response: HttpResponse): string | undefined =>
  responderRules.find(({ when }) => matchesResponse(when, viewResponse(response)))?.id

describe('identifyResponder() on documented responses', () => {
  it.each(documentedResponses)('knows $name', (documented) => {
    const { program, certainty } = identifyResponder(buildDocumented(documented))
    expect({ program, certainty }).toEqual({ program: documented.program, certainty: documented.certainty })
  })

  it('says of each where it is documented', () => {
    expect(documentedResponses.filter(({ source }) => source === '')).toEqual([])
  })
})

describe('responderRules', () => {
  it('each have a capture or a documented response that they name', () => {
    const seen = [
      ...loadCapturedResponses().map(({ response }) => response),
      ...documentedResponses.map(buildDocumented),
    ]
    const used = new Set(seen.map(ruleOf))
    expect(responderRules.map(({ id }) => id).filter((id) => !used.has(id))).toEqual([])
  })

  it('have each id once', () => {
    expect(new Set(responderRules.map(({ id }) => id)).size).toBe(responderRules.length)
  })

  it.each(responderRules)('$id says what it means, what to look at next, and who says so', (rule) => {
    expect(rule.meaning.length).toBeGreaterThan(30)
    expect(rule.next.length).toBeGreaterThan(0)
    expect(rule.next.every((step) => step.length > 10)).toBe(true)
    expect(rule.next.filter((step) => /<[a-z][\w -]*>/.test(step))).toEqual([])
    expect(rule.source.length).toBeGreaterThan(10)
  })
})
