import { setTimeout as wait } from 'node:timers/promises'
import type { Report } from '../../../src/report/report.ts'
import type { Allow } from '../../../src/service/service.ts'
import type { SlackLog, SlackWorld } from '../../../src/slack/slack-world.ts'

export interface ReplayedWorld extends SlackWorld {
  /** What the bot logged as an error; none is expected. */
  readonly errors: readonly string[]
  /** What it logged at `info`: fields and message. */
  readonly lines: readonly object[]
}

/** An engine that tells known reports as a run would: each step is announced and settled after a while, in order. */
export function createReplayWorld(options: {
  reports: readonly Report[]
  stepMs: number
  /** Changes the time of each step, so that runs differ as real ones do; gives a factor. */
  vary?: () => number
  /** `allow` of services, by their name; may be changed while the bot runs. */
  allow?: Readonly<Record<string, Allow>>
}): ReplayedWorld {
  const { reports, stepMs, vary = () => 1, allow = {} } = options
  const errors: string[] = []
  const lines: object[] = []
  let runs = 0
  return {
    services: reports.map(({ service }) => service),
    errors,
    lines,
    allowOf: (service) => allow[service],
    servicesAt: (url) => reports.map(({ service }) => service).filter((service) => url.includes(service)),
    check: async ({ service, signal, onEvent }) => {
      const report = reports.find((known) => known.service === service)
      if (!report) throw new Error(`no report of ${service}`)
      const startedAt = Date.now()
      onEvent({ kind: 'run:started', service, at: new Date(startedAt).toISOString(), hosts: 2 })
      for (const step of report.steps) {
        // As the real run: it never throws for being stopped, it ends with what it has.
        if (signal.aborted) break
        onEvent({ kind: 'step:progressed', step: step.id, done: 1, planned: 2 })
        await wait(stepMs * vary(), undefined, { signal }).catch(() => undefined)
        onEvent({ kind: 'step:settled', step })
      }
      const finished = { ...report, durationMs: Date.now() - startedAt }
      onEvent({ kind: 'run:finished', report: finished })
      return finished
    },
    explain: (url) => Promise.resolve({ kind: 'refused', detail: `${url} is not an address of services.yml` }),
    causeHelp: (cause) => `What ${cause} means.\n\nWhat to do about it.`,
    log: collectErrors(errors, lines),
    now: Date.now,
    newId: () => `run${++runs}`,
  }
}

function collectErrors(errors: string[], lines: object[]): SlackLog {
  return {
    info: (fields, message) => void lines.push({ ...fields, message }),
    warn: () => undefined,
    error: (fields, message) => void errors.push(`${message}: ${String((fields as { err?: unknown }).err)}`),
  }
}
