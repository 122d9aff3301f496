import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arbitraryReport } from '../../../test/support/arbitrary-report.ts'
import { stepIds } from '../../checklist/step.ts'
import { startView } from '../run-view.ts'
import { buildChecklistMessage } from './checklist-message.ts'
import { buildEvidenceModal } from './evidence-modal.ts'
import { buildRootMessage } from './root-message.ts'
import { validateBlocks, validateMessage } from './validate-message.ts'
import type { SlackMode, ThreadView } from './view.ts'

const modes: readonly SlackMode[] = ['plan', 'blocks', 'text']

const arbitraryView: fc.Arbitrary<ThreadView> = fc
  .record({
    report: fc.option(arbitraryReport, { nil: undefined }),
    settled: fc.integer({ min: 0, max: 7 }),
    hosts: fc.integer({ min: 0, max: 1000 }),
  })
  .map(({ report, settled, hosts }) => {
    const startedAt = '2026-01-02T03:04:05.000Z'
    const view = startView({ service: report?.service ?? 'api-prod', startedAt, hosts })
    const steps = view.steps.map((step, index) => {
      const judged = report?.steps[index]
      return judged && index < settled
        ? { ...step, state: judged.status, summary: judged.summary, evidence: judged.evidence }
        : step
    })
    return { ...view, runId: 'r1', askedBy: 'U1', steps, ...(report ? { report } : {}) }
  })

describe('Slack messages', () => {
  it.each(modes)('are within every limit and mention nobody, whatever a host printed, in mode %s', (mode) => {
    fc.assert(
      fc.property(arbitraryView, (view) => {
        expect(validateMessage(buildRootMessage(view, mode))).toEqual([])
        expect(validateMessage(buildChecklistMessage(view, mode))).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  it('buildEvidenceModal() keeps within the limits of a modal on every page', () => {
    fc.assert(
      fc.property(
        arbitraryReport,
        fc.constantFrom(...stepIds),
        fc.integer({ min: -1, max: 9 }),
        (report, step, page) => {
          const modal = buildEvidenceModal(report, { step, page, runId: 'r1' })
          expect(validateBlocks(modal.blocks as never, 100)).toEqual([])
          expect(modal.title.text.length).toBeLessThanOrEqual(24)
        },
      ),
      { numRuns: 100 },
    )
  })

  it('buildChecklistMessage() never shows a step green that nobody looked at', () => {
    const view = { ...startView({ service: 'api-prod', startedAt: '2026-01-02T03:04:05.000Z' }), runId: 'r1' }
    for (const state of ['pending', 'running', 'unknown', 'skipped', 'fail'] as const) {
      const message = buildChecklistMessage({ ...view, steps: view.steps.map((step) => ({ ...step, state })) }, 'plan')
      expect(JSON.stringify(message.blocks)).not.toContain('"complete"')
    }
  })
})

describe('validateMessage()', () => {
  const section = (text: string): unknown => ({ type: 'section', text: { type: 'mrkdwn', text } })
  it.each([
    ['51 blocks', Array.from({ length: 51 }, () => ({ type: 'divider' })), 'at most 50'],
    ['a long section', [section('x'.repeat(3001))], 'at most 3000'],
    ['a mention', [section('<!channel>')], 'control sequence'],
    [
      'the same block_id twice',
      [
        { type: 'divider', block_id: 'a' },
        { type: 'divider', block_id: 'a' },
      ],
      'given twice',
    ],
    [
      'a status that Slack does not know',
      [{ type: 'plan', title: 't', tasks: [{ type: 'task_card', task_id: 'a', title: 't', status: 'completed' }] }],
      'is not one of',
    ],
    ['a header in mrkdwn', [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }], 'is not plain_text'],
    ['empty text', [section('')], 'must be text'],
    [
      'a broadcast',
      [
        {
          type: 'rich_text',
          elements: [{ type: 'rich_text_section', elements: [{ type: 'broadcast', range: 'channel' }] }],
        },
      ],
      'may reach people',
    ],
    ['an unknown block', [{ type: 'card_deck' }], 'is not a block'],
    ['too much in all', Array.from({ length: 6 }, () => section('x'.repeat(2900))), 'in all'],
  ])('refuses %s', (_, blocks, problem) => {
    expect(validateMessage({ text: 'x', blocks: blocks as never }).join()).toContain(problem)
  })
})
