import type { ReportFile } from '../report/slack/report-file.ts'
import { createBackoff } from './backoff.ts'
import type { CallBudget } from './call-budget.ts'
import { repeatCall } from './repeat-call.ts'
import { type CallFailure, readFailure } from './slack-calls.ts'
import type { SharedFile, SlackFiles } from './slack-files.ts'

/** What became of a file. */
export type Sharing =
  | { readonly kind: 'shared' }
  /** Slack said no, or could not be asked for too long. */
  | { readonly kind: 'failed'; readonly failure: CallFailure }

/** Slack counts each method by itself; the address for the bytes has no limit that it speaks of. */
export interface UploadBudgets {
  readonly request: CallBudget
  readonly share: CallBudget
}

export interface SharingOptions {
  readonly files: SlackFiles
  readonly uploads: UploadBudgets
  /** A shared file is a message in its channel as well. */
  readonly posts: CallBudget
  readonly onProblem: (failure: CallFailure) => void
  readonly now: () => number
  /** How long an outage is waited out; default five minutes. */
  readonly patienceMs?: number
  /** The first wait after an unclear failure; doubled up to 5 s. Default 500 ms. */
  readonly firstBackoffMs?: number
  /** The bot stops: what waits is given up. */
  readonly signal?: AbortSignal
}

type Step<T> = { readonly kind: 'done'; readonly value: T } | { readonly kind: 'failed'; readonly failure: CallFailure }

const defaultPatienceMs = 5 * 60_000
const defaultFirstMs = 500
const mostBackoffMs = 5000
/** Slack shares in the background: how often the thread is looked at before a lost answer counts as a no. */
const looksAfterLostAnswer = 3

/** Brings a file into a thread, once: whatever is repeated, the thread shows it a single time. */
export async function shareFile(
  file: ReportFile,
  at: { readonly channel: string; readonly threadTs: string; readonly owner: string },
  options: SharingOptions,
): Promise<Sharing> {
  const content = new TextEncoder().encode(file.content)
  const { files, uploads } = options
  const persist = createPersistence(at.owner, options)
  const asked = await persist(() => files.request({ name: file.name, bytes: content.byteLength }), uploads.request)
  if (asked.kind === 'failed') return asked
  const { url, id } = asked.value
  const sent = await persist(() => files.send(url, content))
  if (sent.kind === 'failed') return sent
  const { channel, threadTs } = at
  const share = createShareOnce({ id, title: file.title, comment: file.comment, channel, threadTs }, options)
  const shared = await persist(share, uploads.share)
  return shared.kind === 'failed' ? shared : { kind: 'shared' }
}

/** Repeats a call until it is done, refused, or the patience is at its end; keeps to the budget and to Retry-After. */
function createPersistence(
  owner: string,
  options: SharingOptions,
): <T>(call: () => Promise<T>, budget?: CallBudget) => Promise<Step<T>> {
  const { onProblem, now, signal, firstBackoffMs = defaultFirstMs, patienceMs = defaultPatienceMs } = options
  const repeating = {
    untilMs: now() + patienceMs,
    now,
    signal,
    firstPauseMs: firstBackoffMs,
    mostPauseMs: mostBackoffMs,
  }
  const waiting = { isFinal: () => false, ...(signal ? { signal } : {}) }
  return async (call, budget) => {
    const onFailure = (failure: CallFailure): void => {
      onProblem(failure)
      if (failure.kind === 'rate-limited') budget?.pause(failure.retryAfterMs)
    }
    const inTurn = async () => {
      await budget?.take(owner, waiting)
      return call()
    }
    return repeatCall(inTurn, { ...repeating, onFailure }).then(
      (value) => ({ kind: 'done', value }),
      (error: unknown) => ({ kind: 'failed', failure: readFailure(error) }),
    )
  }
}

/** `share` with a memory: after an answer that was lost the thread is looked at before it is asked again. */
function createShareOnce(
  file: SharedFile,
  { files, posts, signal, firstBackoffMs = defaultFirstMs }: SharingOptions,
): () => Promise<void> {
  let mayBeShared = false
  const isThere = async (): Promise<boolean> => {
    const backoff = createBackoff({ firstMs: firstBackoffMs, signal })
    let looked = false
    for (let look = 0; look < looksAfterLostAnswer; look++) {
      try {
        if (await files.isShared(file)) return true
        looked = true
      } catch (error) {
        if (look === looksAfterLostAnswer - 1 && !looked) throw error
      }
      if (!(await backoff.pause())) break
    }
    return false
  }
  return async () => {
    if (mayBeShared && (await isThere())) return
    await posts.take(file.id, { isFinal: () => false })
    try {
      await files.share(file)
    } catch (error) {
      const failure = readFailure(error)
      // Slack takes this call once for each file: it knows no such upload any more because the lost call had worked.
      if (mayBeShared && failure.kind === 'refused' && failure.reason.startsWith('file_not_found')) return
      mayBeShared ||= failure.kind === 'unclear'
      throw error
    }
  }
}
