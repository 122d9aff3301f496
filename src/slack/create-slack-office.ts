import type { WebClient } from '@slack/web-api'
import { createCallBudget } from './call-budget.ts'
import { createSlackCalls } from './create-slack-calls.ts'
import { RunRegistry } from './run-registry.ts'
import type { SlackWorld } from './slack-world.ts'
import type { SlackOffice } from './start-run.ts'

/** Least time between two updates of one message: alone, and with other runs that want their share. */
const gapMs = { alone: 1200, shared: 3000 } as const
/**
 * Slack's Tier 3 is 50 updates a minute for the whole workspace; posting is about one a second for each channel, with
 * short bursts. Below both, so that no call is ever refused for its rate.
 */
const perMinute = { updates: 45, posts: 50 } as const
const burst = { updates: 5, posts: 5 } as const

/** One workspace's office: the engine, the runs of this process, and the budgets that they share. */
export function createSlackOffice(world: SlackWorld, client: WebClient): SlackOffice {
  const registry = new RunRegistry()
  const { now, log } = world
  return {
    world,
    registry,
    delivering: {
      calls: createSlackCalls(client),
      posts: createCallBudget({ perMinute: perMinute.posts, burst: burst.posts, now }),
      updates: createCallBudget({ perMinute: perMinute.updates, burst: burst.updates, now }),
      memory: { mode: 'plan' },
      onProblem: (failure) => log.warn({ failure }, 'Slack did not take a message as it was'),
      now,
      gapMs: () => (registry.live().length > 1 ? gapMs.shared : gapMs.alone),
    },
  }
}
