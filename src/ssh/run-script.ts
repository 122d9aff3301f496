import { randomBytes } from 'node:crypto'
import type { Section, SectionResult } from '../probe/execute.ts'
import type { Unseen } from '../probe/unseen.ts'
import type { SshLimits } from './limits.ts'
import { type Pending, ScriptPass } from './script-pass.ts'
import type { OpenShell } from './shell.ts'
import { unseenOf } from './ssh-error.ts'

export interface RunScriptOptions {
  readonly signal: AbortSignal
  readonly onSection: (result: SectionResult) => void
  readonly limits: SshLimits
  /** The run's mark in the environment of its processes. */
  readonly tag: string
}

/**
 * Runs sections in one shell and settles each as soon as it is known. One that exceeds its time or its output in the
 * foreground costs its shell: everything in it is killed and a new one runs the rest. Resolves when all are settled and
 * nothing is left running.
 */
export async function runScript(
  open: OpenShell,
  sections: readonly Section[],
  options: RunScriptOptions,
): Promise<void> {
  const pending = new Map(sections.map((section): [string, Pending] => [section.id, { section }]))
  const settle = (id: string, outcome: SectionResult['outcome']): void => {
    const entry = pending.get(id)
    if (!entry) return
    pending.delete(id)
    const durationMs = entry.startedAt === undefined ? 0 : Math.round(performance.now() - entry.startedAt)
    options.onSection({ id, at: new Date(Date.now() - durationMs).toISOString(), durationMs, outcome })
  }
  while (pending.size > 0) {
    const before = pending.size
    try {
      const nonce = randomBytes(16).toString('hex')
      await new ScriptPass([...pending.values()], { ...options, nonce, settle }).run(open)
    } catch (error) {
      for (const id of pending.keys()) settle(id, unseenOf(error))
    }
    // Each pass settles one at least; should one not, it must not repeat for ever.
    if (pending.size === before) for (const id of pending.keys()) settle(id, garbled)
  }
}

const garbled: Unseen = {
  kind: 'unseen',
  reason: 'garbled',
  detail: 'ssh: the shell answered without settling anything',
}
