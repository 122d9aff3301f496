import { AppError } from '../lib/app-error.ts'
import { redact } from '../lib/redact.ts'
import { buildExplainedLines, buildExplainMessage, plain } from '../report/slack/answers.ts'
import type { SlackMessage } from '../report/slack/root-message.ts'
import { explainText } from '../run/explain.ts'

/** The answer to what somebody pasted or put into a file: a response, a body or log lines; secrets masked. */
export function explainPasted(text: string, what = 'What you pasted'): SlackMessage {
  if (text.trim() === '') return plain(`${what} is empty: there is nothing to explain.`)
  try {
    const explained = explainText(redact(text))
    return 'lines' in explained ? buildExplainedLines(explained.lines) : buildExplainMessage(what, explained)
  } catch (error) {
    if (error instanceof AppError) return plain(error.message)
    throw error
  }
}
