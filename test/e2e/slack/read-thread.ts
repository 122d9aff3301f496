import { asJson, asList, asText, type Json } from '../../local-slack/json.ts'
import type { LocalSlack } from '../../local-slack/local-slack.ts'

/** The messages of one run as the workspace keeps them, asked of emulate and not of our own picture of it. */
export interface KeptRun {
  readonly runId: string
  readonly roots: readonly Json[]
  readonly checklists: readonly Json[]
  /** Files in the run's thread; of all its runs, where a thread has several. */
  readonly files: readonly Json[]
}

/** Every run of a channel with its messages; the bot's own history, as Slack would give it. */
export async function readRuns(slack: LocalSlack, channel: string): Promise<readonly KeptRun[]> {
  const ask = async (method: string, fields: Json): Promise<readonly Json[]> =>
    asList((await slack.workspace.call(method, { channel, limit: 1000, ...fields }, { kind: 'bot' }))?.['messages'])
  const tops = await ask('conversations.history', {})
  const replies = await Promise.all(
    tops
      .filter((message) => Number(message['reply_count'] ?? 0) > 0)
      .map(async (message) => (await ask('conversations.replies', { ts: message['ts'] })).slice(1)),
  )
  const marked = [...tops, ...replies.flat()].map((message) => ({ message, mark: markOf(message) }))
  const runs = Map.groupBy(
    marked.filter(({ mark }) => mark['run_id'] !== undefined),
    ({ mark }) => asText(mark['run_id']),
  )
  const filesOf = (messages: readonly { message: Json }[]): readonly Json[] => {
    const threads = new Set(messages.map(({ message }) => asText(message['thread_ts']) || asText(message['ts'])))
    return replies
      .flat()
      .filter((reply) => threads.has(asText(reply['thread_ts'])))
      .flatMap((reply) => asList(reply['files']))
  }
  return [...runs].map(([runId, messages]) => ({
    runId,
    files: filesOf(messages),
    roots: messages.filter(({ mark }) => mark['part'] === 'root').map(({ message }) => message),
    checklists: messages.filter(({ mark }) => mark['part'] === 'checklist').map(({ message }) => message),
  }))
}

/** A checklist in its final state has its buttons. */
export function isFinal(checklist: Json | undefined): boolean {
  return asList(checklist?.['blocks']).some((block) => block['type'] === 'actions')
}

/** A root message in its final state says how the service is. */
export function hasVerdict(root: Json | undefined): boolean {
  return /is healthy|is DEGRADED|is DOWN|could not be judged/.test(asText(root?.['text']))
}

function markOf(message: Json): Json {
  return asJson(asJson(message['metadata'])['event_payload'])
}
