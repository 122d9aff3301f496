import type { ModalView } from '@slack/types'
import { buildReport } from '../../src/report/build-report.ts'
import type { Report } from '../../src/report/report.ts'
import { startView } from '../../src/report/run-view.ts'
import { buildCauseModal, buildServicePickerModal, buildUnknownService } from '../../src/report/slack/answers.ts'
import { buildChecklistMessage } from '../../src/report/slack/checklist-message.ts'
import { buildEvidenceModal, buildFailedModal } from '../../src/report/slack/evidence-modal.ts'
import { buildNoFileMessage } from '../../src/report/slack/report-file.ts'
import { buildRootMessage, type SlackMessage } from '../../src/report/slack/root-message.ts'
import type { ThreadView } from '../../src/report/slack/view.ts'
import { unit } from './healthy-values.ts'
import { isUnreachable, readingsOf, runAt, sees, serviceOf } from './readings.ts'
import { sampleReports } from './sample-reports.ts'

export type SampleView =
  | { readonly kind: 'message'; readonly message: SlackMessage }
  | { readonly kind: 'modal'; readonly modal: ModalView }

/** Slack user id of who asked, in every view. */
export const askedBy = 'U000000001'

const down = sampleReports['app-not-started'] as Report
const healthy = sampleReports['healthy-one-host'] as Report
const unseen = sampleReports['nothing-seen'] as Report
const hostile = sampleReports['hostile-text'] as Report
const thousand = checkThousandHosts()

/** What people see of a check, by name: the golden files and the pictures are made of these. */
export const slackViews: Readonly<Record<string, SampleView>> = {
  'root-started': message(buildRootMessage(viewOf(down, { settled: 0 }), 'plan')),
  'root-running': message(buildRootMessage(viewOf(down, { settled: 3 }), 'plan')),
  'root-down': message(buildRootMessage(finished(down), 'plan')),
  'root-healthy': message(buildRootMessage(finished(healthy), 'plan')),
  'root-interrupted': message(buildRootMessage(interrupted(down), 'plan')),
  'checklist-running': message(buildChecklistMessage(viewOf(down, { settled: 3 }), 'plan')),
  'checklist-down': message(buildChecklistMessage(finished(down), 'plan')),
  'checklist-healthy': message(buildChecklistMessage(finished(healthy), 'plan')),
  'checklist-nothing-seen': message(buildChecklistMessage(finished(unseen), 'plan')),
  'checklist-thousand-hosts': message(buildChecklistMessage(finished(thousand, 1000), 'plan')),
  'checklist-hostile-text': message(buildChecklistMessage(finished(hostile), 'plan')),
  'checklist-interrupted': message(buildChecklistMessage(interrupted(down), 'plan')),
  'sections-down': message(buildChecklistMessage(finished(down), 'blocks')),
  'sections-thousand-hosts': message(buildChecklistMessage(finished(thousand, 1000), 'blocks')),
  'text-down': message(buildChecklistMessage(finished(down), 'text')),
  'no-file': message(buildNoFileMessage('api-prod', 'the app lacks the scope files:write, reinstall it')),
  'unknown-service': message(buildUnknownService('api-prd', ['api-prod', 'api-staging'])),
  'modal-evidence': modal(buildEvidenceModal(down, { step: 'process', page: 0, runId: 'r1' })),
  'modal-evidence-thousand-hosts': modal(buildEvidenceModal(thousand, { step: 'process', page: 1, runId: 'r1' })),
  'modal-only-what-failed': modal(buildFailedModal(down, { runId: 'r1' })),
  'modal-service-picker': modal(buildServicePickerModal(['api-prod', 'shop', 'search'], '{"channel":"C1"}')),
  'modal-cause': modal(
    buildCauseModal('Application not running', 'The process behind the port is gone.\n\nRead its last lines.'),
  ),
}

function message(of: SlackMessage): SampleView {
  return { kind: 'message', message: of }
}

function modal(of: ModalView): SampleView {
  return { kind: 'modal', modal: of }
}

/** A run of this report whose first steps have settled and whose next one is at half of its hosts. */
function viewOf(report: Report, { settled, hosts = 2 }: { settled: number; hosts?: number }): ThreadView {
  const started = startView({ service: report.service, startedAt: report.startedAt, hosts })
  const steps = started.steps.map((step, index) => {
    const judged = report.steps.find(({ id }) => id === step.id)
    if (judged && index < settled) return { ...step, ...judged, state: judged.status }
    return index === settled && settled > 0 ? { ...step, state: 'running' as const, done: 1, planned: 2 } : step
  })
  return { ...started, runId: 'r1', askedBy, elapsedMs: 640, steps }
}

function finished(report: Report, hosts = 2): ThreadView {
  return { ...viewOf(report, { settled: report.steps.length, hosts }), elapsedMs: report.durationMs, report }
}

function interrupted(report: Report): ThreadView {
  return { ...viewOf(report, { settled: 3 }), interrupted: 'the bot was stopped' }
}

/** What is really said of a thousand hosts: thirty have lost their application, twelve answer nobody. */
function checkThousandHosts(): Report {
  const hosts = Array.from({ length: 1000 }, (_, index) => `app${String(index + 1).padStart(4, '0')}`)
  const failed = { activeState: 'failed', subState: 'failed', result: 'exit-code', mainPid: 0, restarts: 5 }
  const { balancer: _, ...service } = serviceOf({ name: 'fleet', hosts })
  const readings = readingsOf(service, [
    isUnreachable(...hosts.slice(500, 512)),
    sees('units', hosts.slice(100, 130), { units: [unit('gunicorn', failed)], otherFailed: [] }),
  ])
  const finishedAt = new Date(Date.parse(runAt) + 6300).toISOString()
  return buildReport({ service, readings, startedAt: runAt, finishedAt })
}
