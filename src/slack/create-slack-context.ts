import { setMaxListeners } from 'node:events'
import type { WebClient } from '@slack/web-api'
import { type CallBudget, createCallBudget } from './call-budget.ts'
import { createDoorkeeper } from './create-doorkeeper.ts'
import { createSlackCalls } from './create-slack-calls.ts'
import { RunRegistry } from './run-registry.ts'
import { createSlackFiles } from './slack-files.ts'
import type { SlackWorld } from './slack-world.ts'
import type { SlackContext } from './start-run.ts'
import { createUserGroups, listUsersOf } from './user-groups.ts'

/** Least time between two updates of one message: alone, and with other runs that want their share. */
const gapMs = { alone: 1250, shared: 3000 } as const
/** Slack's Tier 3 is 50 updates a minute for the whole workspace; below it, no call is ever refused for its rate. */
const updates = { perMinute: 45, burst: 5 } as const
/** Posting is about one a second in each channel, with short bursts. */
const posts = { perMinute: 55, burst: 4 } as const
/** Slack's Tier 4 is 100 a minute for each of the two methods that bring a file into a thread. */
const uploads = { perMinute: 90, burst: 6 } as const

/** One workspace's context: the engine, the runs of this process, and the budgets that they share. */
export function createSlackContext(
  world: SlackWorld,
  client: WebClient,
  network: { readonly fetch?: typeof fetch } = {},
): SlackContext {
  const registry = new RunRegistry()
  const stopping = new AbortController()
  // Every message that waits listens.
  setMaxListeners(0, stopping.signal)
  const { now, log } = world
  return {
    world,
    registry,
    close: () => stopping.abort(),
    door: createDoorkeeper(world, createUserGroups(listUsersOf(client), { now })),
    delivering: {
      calls: createSlackCalls(client),
      posts: createPerChannel(() => createCallBudget({ ...posts, now })),
      updates: createCallBudget({ ...updates, now }),
      files: createSlackFiles(client, network.fetch),
      uploads: { request: createCallBudget({ ...uploads, now }), share: createCallBudget({ ...uploads, now }) },
      memory: { mode: 'plan' },
      onProblem: (failure) => log.warn({ failure }, 'Slack did not take a message as it was'),
      now,
      signal: stopping.signal,
      gapMs: () => (registry.live().length > 1 ? gapMs.shared : gapMs.alone),
    },
  }
}

/** One budget for each channel, made when it is first asked for. */
function createPerChannel(create: () => CallBudget): (channel: string) => CallBudget {
  const budgets = new Map<string, CallBudget>()
  return (channel) => {
    const budget = budgets.get(channel) ?? create()
    budgets.set(channel, budget)
    return budget
  }
}
