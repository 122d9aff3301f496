import type { LoggedCall } from './call-log.ts'
import { drawFault } from './faults.ts'
import { keepUpload } from './files.ts'
import type { LocalSlackState } from './state.ts'

/** What the address for an upload answers; `isReset` means that the connection ends without an answer. */
export interface UploadAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly isReset?: boolean
}

/** Takes the bytes of a file at the address that `files.getUploadURLExternal` gave; the same faults come between. */
export async function answerUpload(
  upload: { path: string; body: Buffer; contentType: string },
  state: LocalSlackState,
): Promise<UploadAnswer> {
  const id = upload.path.slice(upload.path.lastIndexOf('/') + 1)
  const logged = logUpload(id, state)
  const fault = drawFault(state.faults, state.random)
  if (fault === 'rate-limit') return end(logged, 'injected 429', answer(429, 'slow down', state.faults.retryAfterS))
  if (fault === 'server-error') return end(logged, 'injected 503 before the work', answer(503, 'service unavailable'))
  if (!keepUpload(id, upload.body, state)) return end(logged, 'not what was announced', answer(400, 'invalid_upload'))
  const kept = await state.workspace.upload(upload.path, { ...upload, method: 'POST' })
  const text = await kept.text()
  logged.isDone = kept.ok
  if (fault === 'reset-after')
    return end(logged, 'injected reset after the work', { ...answer(503, ''), isReset: true })
  if (fault === 'server-error-after')
    return end(logged, 'injected 503 after the work', answer(503, 'service unavailable'))
  return end(logged, kept.ok ? 'ok' : text, answer(kept.status, text))
}

function logUpload(id: string, state: LocalSlackState): LoggedCall {
  const logged = {
    at: state.now(),
    method: 'upload',
    channel: '',
    ts: '',
    outcome: 'open',
    isDone: false,
    runId: '',
    part: '',
    answers: id,
  }
  state.log.calls.push(logged)
  return logged
}

function end(logged: LoggedCall, outcome: string, answered: UploadAnswer): UploadAnswer {
  logged.outcome = outcome
  return answered
}

function answer(status: number, body: string, retryAfterS?: number): UploadAnswer {
  const retry = retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) }
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...retry }, body }
}
