import { escapeMrkdwn } from '../../lib/escape-mrkdwn.ts'
import { truncate } from '../../lib/truncate.ts'
import { renderText } from '../render-text.ts'
import type { Report } from '../report.ts'
import { isMoreThanShown } from './left-out.ts'
import { bold, code, line, richText, text } from './rich-text.ts'
import type { SlackMessage } from './root-message.ts'

/** A text file for a thread, with the line that introduces it (mrkdwn, escaped). */
export interface ReportFile {
  readonly name: string
  readonly title: string
  readonly comment: string
  readonly content: string
}

/** Slack shows text files of up to a megabyte in the thread itself. */
const mostCharacters = 900_000
const columns = 100

/** The whole report with all its evidence, as the terminal prints it; undefined when the thread shows everything already. */
export function buildReportFile(report: Report): ReportFile | undefined {
  if (!isMoreThanShown(report)) return undefined
  const content = fit(renderText(report, { width: columns, evidence: true }), report.service)
  const lines = content.split('\n').length - 1
  const service = truncate(report.service, 80)
  return {
    name: `503-${service.replace(/[^\w.-]+/g, '-')}-${report.startedAt.slice(0, 19).replaceAll(':', '-')}Z.txt`,
    title: `${service}: full report, ${lines} lines`,
    comment: escapeMrkdwn(`Full report of ${service} with all evidence, ${lines} lines`),
    content,
  }
}

/** For a thread whose file Slack did not take: why, and where to see what it holds. */
export function buildNoFileMessage(service: string, reason: string): SlackMessage {
  const command = `503 check ${truncate(service, 80)} --evidence`
  const why = `Slack took no file with the full report: ${truncate(reason, 200)}.`
  return {
    text: escapeMrkdwn(`${why} In a terminal: ${command}`),
    blocks: [richText(line(bold(why), text(' In a terminal: '), code(command)))],
  }
}

function fit(content: string, service: string): string {
  if (content.length <= mostCharacters) return content
  const end = content.lastIndexOf('\n', mostCharacters)
  return `${content.slice(0, end)}\n\n… cut here; all of it: 503 check ${service} --evidence\n`
}
