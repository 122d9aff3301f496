import type { ActionsBlock, Button } from '@slack/types'
import type { ThreadView } from './view.ts'

/** What a click means; the button's value is the run's id and nothing else. */
export const actionIds = {
  rerun: 'run.rerun',
  evidence: 'run.evidence',
  failedOnly: 'run.failed-only',
  mute: 'run.mute',
  explain: 'run.explain-cause',
} as const

/** The buttons under a finished checklist. */
export function buildActions(view: ThreadView): ActionsBlock {
  const hasFailed = view.steps.some((step) => step.state === 'fail' || step.state === 'unknown')
  const hasCause = (view.report?.diagnosis.causes.length ?? 0) > 0
  return {
    type: 'actions',
    block_id: `actions-${view.runId}`,
    elements: [
      button(actionIds.rerun, 'Re-run', view.runId),
      button(actionIds.evidence, 'Evidence', view.runId),
      ...(hasFailed ? [button(actionIds.failedOnly, 'Only what failed', view.runId)] : []),
      ...(hasCause ? [button(actionIds.explain, 'Explain this cause', view.runId)] : []),
      button(actionIds.mute, 'Mute', view.runId),
    ],
  }
}

export function button(actionId: string, label: string, value: string): Button {
  return { type: 'button', action_id: actionId, text: { type: 'plain_text', text: label, emoji: false }, value }
}
