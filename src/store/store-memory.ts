import type { Memory } from '../incident/memory.ts'
import type { Report } from '../report/report.ts'
import { recordFinishedRun } from './ask-for-run.ts'
import { listRuns, listRunsOfIncident } from './find-runs.ts'
import { findIncident, listOpenIncidents, readTimeline } from './incidents.ts'
import { listTeams } from './list-teams.ts'
import type { Store } from './open-store.ts'
import { packReport, readReport, storeReport } from './reports.ts'

/** The team of runs that a terminal made. */
const terminalTeam = 'local'

/** The memory that an open store is; closes it. */
export function storeMemory(store: Store): Memory {
  const { db } = store
  const ofTeams = async <T>(ask: (team: string) => Promise<readonly T[]>) =>
    (await Promise.all((await listTeams(db)).map(ask))).flat()
  return {
    history: async ({ service, limit }) => {
      const runs = await ofTeams((team) => listRuns(db, { team, service, limit }))
      return runs.toSorted((a, b) => (a.requestedAt < b.requestedAt ? 1 : -1)).slice(0, limit)
    },
    openIncidents: async ({ limit }) => {
      const incidents = await ofTeams((team) => listOpenIncidents(db, { team, limit }))
      return incidents.toSorted((a, b) => (a.opened.at < b.opened.at ? 1 : -1)).slice(0, limit)
    },
    findIncident: async ({ incidentId }) => {
      for (const team of await listTeams(db)) {
        const incident = await findIncident(db, { team, incidentId })
        if (!incident) continue
        const events = await readTimeline(db, { team, incidentId })
        const runs = []
        for (const run of await listRunsOfIncident(db, { team, incidentId })) {
          const report = await readReport(db, run)
          runs.push(report === undefined ? run : { ...run, report })
        }
        return { incident, events, runs }
      }
      return undefined
    },
    keepRun: async ({ runId, service, by, startedAt, finishedAt: at, outcome, cause, headline, report }) => {
      const packed = await packReport(report as Report)
      const asking = { team: terminalTeam, runId, service, by, at: startedAt, request: {} }
      const result = { status: 'finished', startedAt, at, outcome, headline, ...(cause ? { cause } : {}) } as const
      await store.write(async (tx) => {
        await recordFinishedRun(tx, asking, result)
        await storeReport(tx, asking, packed)
      })
    },
    close: () => store.close(),
  }
}
