import type { Report } from '../report/report.ts'
import { buildNoFileMessage, buildReportFile } from '../report/slack/report-file.ts'
import { createRunMessage, type Delivering } from './follow-run.ts'
import type { AskedRun } from './scope.ts'
import { type SharingOptions, shareFile } from './share-file.ts'
import type { CallFailure } from './slack-calls.ts'

/** What Slack's refusals of a file mean to people. */
const reasons: Readonly<Record<string, string>> = {
  missing_scope: 'the app lacks the scope files:write, reinstall it from manifest.yml',
  file_uploads_disabled: 'this workspace takes no files',
  file_uploads_except_images_disabled: 'this workspace takes images only',
  file_upload_size_restricted: 'it is larger than this workspace allows',
  file_type_not_allowed: 'this workspace takes no text files',
  posting_to_channel_denied: 'this channel takes no files from the app',
}

/**
 * Puts the full report into the run's thread when its messages had to leave something out. Where Slack takes no file, one
 * line says why and where to see it.
 */
export async function attachReport(
  report: Report,
  run: AskedRun & { readonly threadTs: string },
  delivering: Delivering & Pick<SharingOptions, 'files' | 'uploads'>,
): Promise<void> {
  const file = buildReportFile(report)
  if (!file) return
  const { channel, threadTs, runId } = run
  const posts = delivering.posts(channel)
  const sharing = await shareFile(file, { channel, threadTs, owner: `${runId}/file` }, { ...delivering, posts })
  // Nothing can be said where nothing can be posted.
  if (sharing.kind === 'shared' || sharing.failure.kind === 'closed' || sharing.failure.kind === 'gone') return
  const reason = describe(sharing.failure)
  const note = createRunMessage(run, delivering, { part: 'no-file', threadTs })
  note.show((mode) => withoutBlocks(buildNoFileMessage(report.service, reason), mode === 'text'), { isFinal: true })
  await note.finished()
}

function withoutBlocks<T extends { readonly text: string }>(message: T, isTextOnly: boolean): T | { text: string } {
  return isTextOnly ? { text: message.text } : message
}

function describe(failure: CallFailure): string {
  switch (failure.kind) {
    case 'refused': {
      const [code = ''] = failure.reason.split(':')
      return reasons[code] ?? failure.reason
    }
    case 'unclear':
    case 'rate-limited':
      return 'it could not be reached for too long'
    default:
      return 'it refused it'
  }
}
